"""`infrar providers`: what people and machines read, and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from infrar_engine.cli.providers import providers


def run(*arguments: str) -> Result:
    return CliRunner().invoke(providers, list(arguments))


def test_new_writes_a_folder_that_lints_clean_and_can_be_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = run("new", "my-cloud")
    assert (made.exit_code, made.output) == (0, "my-cloud: 19 files\nnext: infrar providers lint my-cloud\n")
    linted = run("lint", "my-cloud")
    assert (linted.exit_code, linted.output) == (0, "no findings\n")
    shown = run("show", "my-cloud", "--plugins", "my-cloud")
    assert shown.exit_code == 0
    assert "My Cloud (my-cloud)" in shown.output
    assert "storage     storage/objects  My Cloud objects  3 of 12     default\n" in shown.output


def test_no_file_of_a_new_provider_names_the_starter(tmp_path: Path) -> None:
    run("new", "mine", "-o", str(tmp_path / "mine"))
    texts = [path.read_text("utf-8").lower() for path in (tmp_path / "mine").rglob("*") if path.is_file()]
    assert texts
    assert not any("example" in text.replace("examples", "").replace("example.com", "") for text in texts)


@pytest.mark.parametrize(("name", "message"), [("My_Cloud", "is no provider id"), ("..", "is no provider id")])
def test_new_refuses_what_is_no_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, message: str) -> None:
    monkeypatch.chdir(tmp_path)
    refused = run("new", name)
    assert refused.exit_code == 2
    assert message in refused.output
    assert not any(tmp_path.iterdir())


def test_new_overwrites_nothing(folder: Path) -> None:
    before = (folder / "provider.yaml").read_text()
    refused = run("new", "other", "-o", str(folder))
    assert refused.exit_code == 2
    assert "is there already" in refused.output
    assert (folder / "provider.yaml").read_text() == before


def test_lint_prints_findings_and_exits_with_1(folder: Path) -> None:
    (folder / "regions.yaml").write_text("regions: []\n")
    linted = run("lint", str(folder))
    assert linted.exit_code == 1
    assert linted.output == "cloud/regions.yaml:1: regions: must not be empty\n1 finding\n"
    machine = run("lint", str(folder), "--json")
    assert machine.exit_code == 1
    assert json.loads(machine.output) == [
        {"path": "cloud/regions.yaml", "line": 1, "key": "regions", "message": "must not be empty"}
    ]


def test_lint_of_no_folder_is_wrong_usage() -> None:
    assert run("lint", "nowhere").exit_code == 2


def test_list_names_installed_and_given_providers(folder: Path) -> None:
    listed = run("list", "--plugins", str(folder))
    assert listed.exit_code == 0
    assert [line.split()[0] for line in listed.output.splitlines()] == ["id", "aws", "azure", "cloud", "gcp"]
    machine = json.loads(run("list", "--plugins", str(folder), "--json").output)
    assert [each["id"] for each in machine] == ["aws", "azure", "cloud", "gcp"]
    assert machine[2]["services"] == {"storage": "storage/objects"}


def test_show_has_a_form_for_machines(folder: Path) -> None:
    shown = json.loads(run("show", "cloud", "--plugins", str(folder), "--json").output)
    assert shown["authentication"][0]["id"] == "token"
    (service,) = shown["service_details"]
    assert service["operations"] == ["storage.read", "storage.write", "storage.delete"]
    assert "storage.presign" in service["without_rule"]


def test_an_unknown_provider_is_exit_code_3(folder: Path) -> None:
    result = run("show", "clodu", "--plugins", str(folder))
    assert result.exit_code == 3


def test_help_teaches() -> None:
    helped = run("--help").output
    assert "infrar providers new my-cloud && infrar providers lint my-cloud" in helped
    for command in ("list", "show", "lint", "new"):
        assert run(command, "--help").exit_code == 0
