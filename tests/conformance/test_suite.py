"""The suite itself: its programs are complete, its processes are what they claim, and it finds what is wrong."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from infrar_engine.catalog import load_catalog
from infrar_engine.cli.providers import providers as command
from infrar_engine.conformance.player import WithoutSdk
from infrar_engine.conformance.playing import PLAYER, SuiteError, transform
from infrar_engine.conformance.programs import Program, programs, resources
from infrar_engine.conformance.twins import asynchronous_programs
from infrar_engine.conformance.verdicts import Verdict, conform
from tests.conformance.clouds import ACME
from tests.conformance.stands import MOTO
from tests.kit.servers import MotoServer

BUILT_IN = ("aws", "gcp", "azure")
STORAGE = next(each for each in load_catalog().capabilities if each.name == "storage")


NO_TWIN = {  # these show where operations stand that can't be awaited there
    *("aliases", "async_callers", "classes", "errors_in_expressions", "errors_raised_again", "guarded_imports"),
    *("import_in_class", "imports", "list_many", "list_objects", "list_uses", "list_with_limit", "names_taken"),
    *("positions", "provider_branches", "star_import", "threads", "types", "write_result"),
}


@pytest.mark.parametrize("program", [*programs(), *programs("aio.storage")], ids=lambda program: program.name)
def test_a_program_says_what_it_shows_and_what_it_does(program: Program) -> None:
    assert program.about.endswith(".")
    assert program.expected
    assert not any(line.endswith(" ") for line in program.expected)


def test_every_operation_and_every_parameter_is_tried() -> None:
    tried: set[tuple[str, str]] = set()
    for program in programs():
        for node in ast.walk(ast.parse(program.text)):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                tried |= {(name, "")} | {(name, keyword.arg or "**") for keyword in node.keywords}
    storage = load_catalog().capability("storage")
    assert storage is not None
    operations = storage.operations
    wanted = {(each.name, "") for each in operations}
    wanted |= {(each.name, p.name) for each in operations for p in each.parameters if p.kind.name == "KEYWORD"}
    assert wanted - tried == set()


def test_every_program_has_an_asynchronous_twin_but_those_that_can_not() -> None:
    twins = {program.name.removeprefix("aio_") for program in asynchronous_programs(load_catalog())}
    assert {program.name for program in programs()} - twins == NO_TWIN


def test_asynchronous_programs_try_every_operation() -> None:
    texts = "\n".join(program.text for program in asynchronous_programs(load_catalog()))
    surface = load_catalog().capability("aio.storage")
    assert surface is not None
    assert [each.name for each in surface.operations if f"{each.name}(" not in texts] == []


def test_every_portable_error_that_an_operation_documents_is_expected_somewhere() -> None:
    texts = "\n".join(program.text for program in programs())
    storage = load_catalog().capability("storage")
    assert storage is not None
    documented = {name for each in storage.operations for name in each.raises}
    assert {
        name for name in documented if f"except storage.{name}" not in texts and f"except {name}" not in texts
    } == set()


@pytest.mark.parametrize("provider", BUILT_IN)
def test_transformed_programs_hold_nothing_of_the_sdk(provider: str) -> None:
    for program in programs():
        text, problems = transform(program, provider)
        assert problems == ()
        imported = {
            name.partition(".")[0]
            for node in ast.walk(ast.parse(text))
            if isinstance(node, (ast.Import, ast.ImportFrom))
            for name in ([a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""])
        }
        assert not {name for name in imported if name.startswith("infrar")}


@pytest.mark.parametrize("module", ["infrar", "infrar.storage", "infrar_engine", "infrar_aws.x"])
def test_the_process_of_transformed_programs_can_not_import_the_sdk(module: str, tmp_path: Path) -> None:
    program = f"try:\n    import {module}\nexcept ModuleNotFoundError as error:\n    print(error)\n"
    assert play(tmp_path, program, "--without-sdk") == [f"No module named {module.partition('.')[0]!r}"]


def test_where_the_sdk_is_hidden_other_modules_are_not(tmp_path: Path) -> None:
    assert WithoutSdk().find_spec("infrastructure", None) is None
    assert play(tmp_path, "import boto3, json\nprint(json.dumps(1))\n", "--without-sdk") == ["1"]


def test_the_same_process_without_the_option_has_it(tmp_path: Path) -> None:
    assert play(tmp_path, "import infrar\nprint(infrar.provider)\n") == ["local"]


def test_how_a_program_ended_is_in_its_transcript(tmp_path: Path) -> None:
    lines = play(tmp_path, "print('begun')\nraise SystemError('half way')\n")
    assert (lines[:2], lines[-1]) == (["begun", "ended by:"], "SystemError: half way")


def test_a_program_that_is_not_transformed_says_why() -> None:
    wrong = Program("wrong", "storage", "", (), 'from infrar import storage\nstorage.read("conformance-one")\n')
    _, problems = transform(wrong, "aws")
    assert problems == ('INF202 line 2: this call of storage.read is missing "path"',)


def test_a_verdict_shows_the_difference() -> None:
    program = Program("p", "storage", "About.", ("one", "two", "three"), "")
    assert Verdict(program, "functions", ("one", "2", "three")).difference == (" one", "-two", "+2", " three")
    assert Verdict(program, "functions", ("one", "two", "three")).conforms


def test_the_documentation_counts_the_programs() -> None:
    documented = (Path(__file__).parents[2] / "docs" / "conformance.md").read_text("utf-8")
    count = len(programs())
    assert f"functions: {count} of {count} programs conform\ntransformed: {count} of {count}" in documented


# With a third party's provider on a server


@pytest.fixture
def acme_server(aws: MotoServer, monkeypatch: pytest.MonkeyPatch) -> MotoServer:
    """A server where the default buckets of the suite are there and empty."""
    for name, value in {**aws.environment, **MOTO, "ACME_ENDPOINT_URL": aws.url}.items():
        if name != "AWS_ENDPOINT_URL":
            monkeypatch.setenv(name, value)
    aws.reset()
    for bucket in resources("storage"):
        aws.create_bucket(bucket)
    return aws


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(command, ["conform", *arguments])
    return result.exit_code, result.output


@pytest.mark.usefixtures("acme_server")
def test_the_command_counts_what_conforms() -> None:
    assert run("acme", "--plugins", str(ACME), "--only", "delete") == (
        0,
        "functions: 1 of 1 programs conform\ntransformed: 1 of 1 programs conform\n",
    )


@pytest.mark.usefixtures("acme_server")
def test_the_command_finds_a_rule_that_is_wrong(tmp_path: Path) -> None:
    broken = Path(shutil.copytree(ACME, tmp_path / "acme"))
    rules = next(broken.rglob("rules.yaml"))
    text = rules.read_text("utf-8")
    assert "if not missing_ok:" in text
    rules.write_text(text.replace("if not missing_ok:", "if missing_ok is None:"), "utf-8")
    code, output = run("acme", "--plugins", str(broken), "--only", "delete")
    assert code == 1
    assert "delete, functions: Deleting what isn't there is fine, unless it must be there.\n" in output
    assert "    -NotFound\n" in output
    assert output.endswith("functions: 0 of 1 programs conform\ntransformed: 0 of 1 programs conform\n")
    code, output = run("acme", "--plugins", str(broken), "--only", "delete", "--json")
    assert (code, [each["conforms"] for each in json.loads(output)]) == (1, [False, False])


def test_the_command_deletes_nothing_that_it_did_not_write(acme_server: MotoServer) -> None:
    acme_server.client().put_object(Bucket="conformance-two", Key="precious", Body=b"1")
    code, output = run("acme", "--plugins", str(ACME), "--only", "delete")
    assert (code, output) == (2, "error: the suite can't run: conformance-two holds an object\n")
    assert acme_server.client().list_objects_v2(Bucket="conformance-two")["KeyCount"] == 1


@pytest.mark.usefixtures("acme_server")
def test_a_bucket_that_is_not_there_stops_the_suite() -> None:
    with pytest.raises(SuiteError, match="NoSuchBucket"):
        conform(programs(), "acme", [ACME], prefix="nowhere")


def test_an_unknown_program_is_wrong_usage() -> None:
    code, output = run("aws", "--only", "nothing_like_it")
    assert code == 2
    assert "no program is named nothing_like_it" in output


def test_an_unknown_provider_is_a_missing_plugin() -> None:
    code, output = run("no-such-cloud")
    assert code == 3
    assert 'there is no provider "no-such-cloud"' in output


def play(folder: Path, program: str, *options: str) -> Sequence[str]:
    """The transcript of one program in a process of its own."""
    (folder / "programs").mkdir()
    (folder / "programs" / "p.py").write_text(program, "utf-8")
    out = folder / "transcripts.json"
    subprocess.run([sys.executable, str(PLAYER), str(folder / "programs"), str(out), *options], check=True)
    lines: list[str] = json.loads(out.read_text("utf-8"))["p"]
    return lines
