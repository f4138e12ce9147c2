"""The driver with the real command, on configuration without provider binaries, and with commands that misbehave."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from infrar_engine.deploy import Checked, Driver, Output, Runner, RunnerError

if TYPE_CHECKING:
    from tests.kit.terraform import Terraform

CONFIGURATION = """\
resource "terraform_data" "greeting" {
  input = "hello"
}

output "word" {
  value = terraform_data.greeting.output
}

output "password" {
  value     = "hunter2"
  sensitive = true
}
"""

Command = Callable[[str, str], Runner]


@pytest.fixture
def driver(terraform: Terraform, tmp_path: Path) -> Driver:
    """A folder with the configuration, initialized."""
    (tmp_path / "main.tf").write_text(CONFIGURATION)
    made = Driver(Runner(terraform.binary), tmp_path, "infra", terraform.environment)
    assert made.init(backend=False) == Checked(True, ())
    return made


def test_a_valid_configuration(driver: Driver) -> None:
    assert driver.validate() == Checked(True, ())


# what is added to the configuration; where and what the command finds
MISTAKES = [
    ("\nlocals { word = terraform_data.greting.output }", (14, 17), 'resource "terraform_data" "greting" has not been'),
    ('\nresource "terraform_data" "two" { inptu = 1 }', (14, 35), 'An argument named "inptu" is not expected here.'),
    ('\nresource "terraform_dat" "two" {}', (14, 10), 'does not support resource type "terraform_dat"'),
]


@pytest.mark.parametrize(("added", "place", "message"), MISTAKES)
def test_a_mistake_has_its_place(driver: Driver, added: str, place: tuple[int, int], message: str) -> None:
    (driver.folder / "main.tf").write_text(f"{CONFIGURATION}{added}\n")

    found = driver.validate()

    (made,) = found.diagnostics
    assert made.location is not None
    assert (found.ok, made.code, made.location.path) == (False, "INF601", "infra/main.tf")
    assert (made.location.line, made.location.column) == place
    assert made.location.text == added.strip()
    assert message in made.message


def test_a_mistake_that_init_finds_is_one_of_the_configuration(driver: Driver) -> None:
    (driver.folder / "main.tf").write_text("locals { word = }\n")

    found = driver.init(backend=False)

    assert not found.ok
    assert {each.code for each in found.diagnostics} == {"INF601"}
    assert {each.location.line for each in found.diagnostics if each.location} == {1}


def test_a_provider_that_is_nowhere(driver: Driver) -> None:
    (driver.folder / "main.tf").write_text('provider "cloudless" {}\n')

    found = driver.init(backend=False)

    (made,) = found.diagnostics
    assert (found.ok, made.code, made.location) == (False, "INF603", None)
    assert "hashicorp/cloudless" in made.message
    assert "TF_PLUGIN_CACHE_DIR" in made.hint


def test_plan_show_and_output(driver: Driver, terraform: Terraform) -> None:
    kept = driver.folder / "kept.plan"

    planned = driver.plan(kept)

    assert planned.changes
    assert "terraform_data.greeting will be created" in planned.text
    changes = driver.show(kept)["resource_changes"]
    assert isinstance(changes, list)
    assert [change["address"] for change in changes] == ["terraform_data.greeting"]
    assert driver.output() == ()

    assert terraform.apply(driver.folder).errors == ""

    assert not driver.plan().changes
    assert driver.output() == (Output("password", "hunter2", True), Output("word", "hello"))
    assert "values" in driver.show()


def test_output_values_are_not_printed_by_accident() -> None:
    assert "hunter2" not in repr(Output("password", "hunter2", True))


@pytest.mark.parametrize("ask", [Driver.plan, Driver.show, Driver.output])
def test_a_command_that_has_no_answer(command: Command, tmp_path: Path, ask: Callable[[Driver], object]) -> None:
    failing = command("tofu", 'echo "no state at https://ann:hunter2@states.test" >&2; exit 1')

    with pytest.raises(RunnerError) as caught:
        ask(Driver(failing, tmp_path))

    assert caught.value.code == 1
    assert caught.value.said == "no state at https://states.test"
    assert caught.value.command in ("tofu plan", "tofu show", "tofu output")


@pytest.mark.parametrize(
    ("script", "said"), [("kill -9 $$", "-9"), ("echo unknown flag >&2; exit 3", "3: unknown flag")]
)
@pytest.mark.parametrize("step", [Driver.init, Driver.validate])
def test_a_command_that_fails_without_saying_so_in_json(
    command: Command, tmp_path: Path, step: Callable[[Driver], Checked], script: str, said: str
) -> None:
    found = step(Driver(command("tofu", script), tmp_path))

    (made,) = found.diagnostics
    assert (found.ok, made.code) == (False, "INF603")
    assert made.message in (f"`tofu init` ended with {said}", f"`tofu validate` ended with {said}")


def test_arguments_and_environment_are_what_was_asked_for(command: Command, tmp_path: Path) -> None:
    """The state beside the configuration is no JSON: nothing of ours may read it."""
    (tmp_path / "terraform.tfstate").write_text("encrypted")
    shown = command("tofu", 'echo "$PWD $ONLY $*" >>asked; echo "{}"')
    before = dict(os.environ)

    driver = Driver(shown, tmp_path, environment={"ONLY": "this", "PATH": os.environ["PATH"]})
    driver.init(backend=False)
    driver.validate()
    driver.plan(tmp_path / "kept")
    driver.show()
    driver.output()

    assert (tmp_path / "asked").read_text().splitlines() == [
        f"{tmp_path} this init -json -input=false -backend=false",
        f"{tmp_path} this validate -json",
        f"{tmp_path} this plan -input=false -no-color -detailed-exitcode -out={tmp_path}/kept",
        f"{tmp_path} this show -json",
        f"{tmp_path} this output -json",
    ]
    assert dict(os.environ) == before


def test_without_an_environment_the_command_has_ours(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TF_WORKSPACE", "blue")

    planned = Driver(command("tofu", 'echo "$TF_WORKSPACE"'), tmp_path).plan()

    assert planned.text == "blue\n"


def test_an_interrupted_command_does_not_go_on(command: Command, tmp_path: Path) -> None:
    """It has us interrupted once we read what it prints (a pipe holds less than that), and never ends by itself."""
    waiting = command("tofu", "echo $$ >pid; head -c 1000000 /dev/zero; kill -USR1 $PPID; exec tail -f /dev/null")

    class Interrupted(BaseException):
        pass

    def interrupt(*_: object) -> NoReturn:
        raise Interrupted

    before = signal.signal(signal.SIGUSR1, interrupt)
    try:
        with pytest.raises(Interrupted):
            Driver(waiting, tmp_path).validate()
    finally:
        signal.signal(signal.SIGUSR1, before)

    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


IN_ITS_OWN_PROCESS = """
import sys
from pathlib import Path
from infrar_engine.cli import checking
from infrar_engine.deploy import Driver, Runner
assert "python_terraform" not in sys.modules, "imported before anything runs"
driver = Driver(Runner(sys.argv[1]), Path(sys.argv[2]))
driver.output()
driver.show()
assert driver.plan().changes
"""


def test_the_library_is_imported_late_and_prints_nothing(command: Command, tmp_path: Path) -> None:
    """Left to itself it sets up logging for the process and then prints exit code 2 of `plan` as an error."""
    planning = command("tofu", 'echo "{}"; test "$1" != plan || exit 2')

    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", IN_ITS_OWN_PROCESS, planning.path, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
