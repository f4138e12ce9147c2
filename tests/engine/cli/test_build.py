"""`infrar build` and `infrar generate`."""

from __future__ import annotations

import json
from pathlib import Path

from jsonschema import Draft202012Validator

from infrar_engine.schemas import load_schema
from tests.engine.cli.conftest import BROKEN, CONFIGURATION, NATIVE, Cli, process


def content(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_build_writes_all_of_it_and_says_where_to_look(cli: Cli, project: Path) -> None:
    done = cli("build", project, "-p", "aws", "-o", "out")

    assert (done.code, done.err) == (0, "")
    labels = [line.split("  ")[0] for line in done.out.splitlines()]
    assert labels[1:] == ["files", "uses", "resources", "grants", "record"]
    found = content(Path("out"))
    assert found["app/app.py"].decode() == NATIVE
    assert {"requirements.txt", "infrar-build.json", "infra/main.tf"} <= set(found)


def test_the_record_keeps_to_its_schema_and_to_the_folder(cli: Cli, project: Path) -> None:
    cli("build", project, "-p", "aws", "-o", "out")

    record = json.loads(Path("out/infrar-build.json").read_text())
    Draft202012Validator(load_schema("infrar-build")).validate(record)
    assert sorted([*record["files"], "infrar-build.json"]) == sorted(content(Path("out")))
    assert {use["path"]: use["line"] for grant in record["grants"] for use in grant["uses"]} == {"app.py": 3}


def test_the_schema_is_one_and_refuses_what_it_does_not_know() -> None:
    schema = load_schema("infrar-build")

    Draft202012Validator.check_schema(schema)
    assert not Draft202012Validator(schema).is_valid({"version": 1})


def test_generate_writes_no_code(cli: Cli, project: Path) -> None:
    done = cli("generate", project, "-p", "aws", "-o", "out")

    assert done.code == 0
    assert {path.split("/")[0] for path in content(Path("out"))} == {"infra", "infrar-build.json"}


def test_an_environment_names_the_provider(cli: Cli, project: Path) -> None:
    (project / "infrar.yaml").write_text(CONFIGURATION)

    done = cli("build", project, "-e", "production", "-o", "out", "--json")

    summary = json.loads(done.out)
    assert (done.code, summary["provider"], summary["environment"]) == (0, "gcp", "production")


def test_an_unknown_environment_is_an_error_of_the_configuration(cli: Cli, project: Path) -> None:
    (project / "infrar.yaml").write_text(CONFIGURATION)

    done = cli("build", project, "-e", "prodction", "-o", "out")

    assert (done.code, Path("out").exists()) == (1, False)
    assert "production" in done.err
    assert "--> shop/infrar.yaml:" in done.err


def test_json_says_what_was_written(cli: Cli, project: Path) -> None:
    first = json.loads(cli("build", project, "-p", "aws", "-o", "out", "--json").out)
    second = json.loads(cli("build", project, "-p", "aws", "-o", "out", "--json").out)

    assert (first["output"], first["provider"], first["rewritten"], first["uses"]) == ("out", "aws", ["app.py"], 1)
    assert [resource["name"] for resource in first["resources"]] == ["reports"]
    assert "s3:PutObject" in {action for grant in first["grants"] for action in grant["actions"]}
    assert first["files"]["written"] == second["files"]["unchanged"] == sorted(content(Path("out")))
    assert first["summary"] == {"errors": 0, "warnings": 0, "notes": 0}


def test_json_of_a_build_that_fails_has_the_diagnostics(cli: Cli, project: Path) -> None:
    (project / "app.py").write_text(BROKEN)

    done = cli("build", project, "-p", "aws", "-o", "out", "--json")

    found = json.loads(done.out)
    assert (done.code, done.err, found["output"]) == (1, "", None)
    assert [(each["code"], each["location"]["path"]) for each in found["diagnostics"]] == [("INF202", "shop/app.py")]


def test_the_same_input_gives_the_same_bytes(project: Path) -> None:
    for seed in ("1", "2"):
        environment = {"PYTHONHASHSEED": seed}
        assert process("build", project, "-p", "aws", "-o", f"out{seed}", environment=environment).returncode == 0

    assert content(Path("out1")) == content(Path("out2"))


def test_a_failed_build_leaves_the_last_one_and_makes_no_folder(cli: Cli, project: Path) -> None:
    cli("build", project, "-p", "aws", "-o", "out")
    before = content(Path("out"))
    (project / "app.py").write_text(BROKEN)

    assert cli("build", project, "-p", "aws", "-o", "out").code == 1
    assert cli("build", project, "-p", "aws", "-o", "new").code == 1
    assert content(Path("out")) == before
    assert not Path("new").exists()


def test_a_foreign_folder_is_refused_before_the_work(cli: Cli, project: Path) -> None:
    Path("out").mkdir()
    Path("out/notes.txt").write_text("mine")
    (project / "app.py").write_text(BROKEN)

    refused = cli("build", project, "-p", "aws", "-o", "out")

    assert (refused.code, content(Path("out"))) == (2, {"notes.txt": b"mine"})
    assert refused.err.startswith("error: out holds what a build did not write: notes.txt\n  = help: ")


def test_an_edited_file_is_refused_and_force_replaces_it(cli: Cli, project: Path) -> None:
    cli("build", project, "-p", "aws", "-o", "out")
    Path("out/app/app.py").write_text("edited")
    Path("out/mine.txt").write_text("mine")

    refused = cli("build", project, "-p", "aws", "-o", "out")
    assert (refused.code, "out/app/app.py changed since" in refused.err) == (2, True)

    assert cli("build", project, "-p", "aws", "-o", "out", "--force").code == 0
    assert (Path("out/app/app.py").read_text(), Path("out/mine.txt").read_text()) == (NATIVE, "mine")


def test_state_of_terraform_stays(cli: Cli, project: Path) -> None:
    cli("build", project, "-p", "aws", "-o", "out")
    Path("out/infra/terraform.tfstate").write_text("state")

    assert cli("build", project, "-p", "gcp", "-o", "out").code == 0
    assert Path("out/infra/terraform.tfstate").read_text() == "state"


def test_an_output_that_is_a_file(cli: Cli, project: Path) -> None:
    Path("out").write_text("mine")

    done = cli("build", project, "-p", "aws", "-o", "out")

    assert (done.code, done.err.split("\n")[0]) == (2, "error: out is not a folder")


def test_names_in_the_summary_cannot_drive_the_terminal(cli: Cli, project: Path) -> None:
    done = cli("build", project, "-p", "aws", "-o", "out\x1b[31m")

    assert done.code == 0
    assert "\x1b" not in done.out
