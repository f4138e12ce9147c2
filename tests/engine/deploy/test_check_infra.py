"""`infrar check --infra`: the real command on what builds write."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from infrar_engine.deploy import Runner
from tests.engine.deploy.conftest import Outcome

if TYPE_CHECKING:
    from tests.kit.schema_provider import ServedSchemas
    from tests.kit.terraform import Terraform

ROOT = Path(__file__).parents[3]

Check = Callable[..., Outcome]
Command = Callable[[str, str], Runner]
Use = Callable[["Terraform"], None]
Serve = Callable[..., "ServedSchemas"]


@pytest.fixture
def real_aws(terraform: Terraform) -> Terraform:
    """The CLI with the real aws provider."""
    from tests.kit.mirror import find_mirror
    from tests.kit.missing import missing

    if find_mirror(terraform.registry) is None:
        missing("the aws provider of Terraform", "make tools")
    return terraform


@pytest.fixture
def served(terraform: Terraform, served_schemas: Serve) -> Terraform:
    """The CLI with the schemas of the other two."""
    return terraform.using(served_schemas("google", "azurerm").environment)


@pytest.fixture
def broken(project: Path) -> Path:
    """A copy of a provider's folder under another name, with a mistake in its module."""
    folder = project / "temporary" / "plugin"
    shutil.copytree(ROOT / "providers" / "infrar_gcp", folder, ignore=shutil.ignore_patterns("__pycache__"))
    replace(folder / "provider.yaml", "id: gcp\n", "id: nimbus\n")
    replace(
        folder / "services" / "storage" / "cloud-storage" / "terraform" / "main.tf",
        "uniform_bucket_level_access",
        "uniform_bucket_level_acess",
    )
    return folder


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_all_that_builds_write_is_valid(
    check: Check, use: Use, project: Path, real_aws: Terraform, served: Terraform
) -> None:
    use(served)
    before = sorted(project.rglob("*"))

    assert check() == (0, "no problems (checked for aws, azure, gcp)\n", "")
    assert sorted(project.rglob("*")) == before


def test_a_mistake_in_a_plugin_is_found_with_its_place(check: Check, use: Use, served: Terraform, broken: Path) -> None:
    use(served)

    done = check("-p", "nimbus", "--plugins", broken)

    assert (done.code, done.err) == (1, "")
    head, place, _, line, carets, *_ = done.out.splitlines()
    assert head.startswith('error[INF601]: Unsupported argument: An argument named "uniform_bucket_level_acess" is not')
    assert place.strip().startswith("--> infra/modules/cloud-storage/main.tf:")
    assert "uniform_bucket_level_acess" in line
    assert carets.endswith("^" * len("uniform_bucket_level_acess"))
    assert "= help: the provider's plugin ships this file as it is: it is wrong there\n" in done.out
    assert done.out.endswith("1 error (checked for nimbus)\n")
    assert check("-p", "nimbus", "--plugins", broken) == done


def test_an_environment_and_a_format_for_machines(
    check: Check, use: Use, project: Path, served: Terraform, broken: Path
) -> None:
    (project / "infrar.yaml").write_text(
        "project: shop\nenvironments:\n  staging: {provider: gcp}\n  production: {provider: nimbus}\n"
    )
    use(served)

    done = check("--plugins", broken, "--format", "json")

    (found,) = json.loads(done.out)["diagnostics"]
    assert (done.code, found["code"], found["targets"]) == (1, "INF601", ["production"])


def test_a_provider_that_is_nowhere(check: Check, use: Use, project: Path, terraform: Terraform) -> None:
    use(terraform)

    done = check("-p", "gcp")

    assert (done.code, done.err) == (1, "")
    assert done.out.startswith("error[INF603]: init failed: Failed to query available provider packages: ")
    assert "hashicorp/google" in done.out
    assert "= help: providers come from where the command's own configuration says" in done.out
    assert list((project / "temporary").iterdir()) == []


def test_without_a_command_nothing_is_checked(check: Check, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INFRAR_TOFU", "toffee")

    done = check()

    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error[INF602]: INFRAR_TOFU is 'toffee', and there is no such command\n")


def test_code_with_errors_has_no_configuration_to_validate(
    check: Check, command: Command, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "app.py").write_text('from infrar.storage import read\n\nread("reports")\n')
    monkeypatch.setenv("INFRAR_TOFU", command("tofu", f"touch {project}/ran").path)

    done = check("-p", "aws")

    assert (done.code, "error[INF202]" in done.out) == (1, True)
    assert not (project / "ran").exists()


WARNING = {"severity": "warning", "summary": "Argument is deprecated", "detail": "Use another."}


def test_a_warning_is_told_and_stops_nothing(
    check: Check, command: Command, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = json.dumps({"valid": True, "diagnostics": [WARNING]})
    monkeypatch.setenv("INFRAR_TOFU", command("tofu", f"test $1 = init || echo '{printed}'").path)

    done = check("-p", "aws")

    assert done.code == 0
    assert done.out.startswith("warning[INF604]: Argument is deprecated: Use another.\n")
    assert done.out.endswith("1 warning (checked for aws)\n")


# a variable of the user's, its value, what the command gets of it ("" when nothing)
VARIABLES = [
    ("TF_CLI_CONFIG_FILE", "ci/mirror.tfrc", "{here}/ci/mirror.tfrc"),
    ("TF_CLI_CONFIG_FILE", "/etc/mirror.tfrc", "/etc/mirror.tfrc"),
    ("TF_PLUGIN_CACHE_DIR", "cache", "{here}/cache"),
    ("TF_REATTACH_PROVIDERS", "{}", "{}"),
    ("TF_TOKEN_registry_test", "secret", "secret"),
    ("TF_DATA_DIR", "/var/data", ""),
    ("TF_WORKSPACE", "blue", ""),
    ("TF_CLI_ARGS", "-no-color", ""),
    ("TF_CLI_ARGS_init", "-upgrade", ""),
]


@pytest.mark.parametrize(("name", "value", "expected"), VARIABLES)
def test_the_users_settings_count_where_they_are_about_the_command(
    check: Check,
    command: Command,
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
    expected: str,
) -> None:
    script = f'test "$1" = init || echo "{{}}"; printf %s "${{{name}}}" >{project}/given'
    monkeypatch.setenv("INFRAR_TOFU", command("tofu", script).path)
    monkeypatch.setenv(name, value)

    assert check("-p", "aws").code == 0
    assert (project / "given").read_text() == expected.replace("{here}", str(project))
