"""`infrar check`, `infrar scan` and `infrar explain`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from infrar_engine.codes import pages
from tests.engine.cli.conftest import BROKEN, CONFIGURATION, Cli


def test_check_without_a_target_takes_all_providers(cli: Cli, project: Path) -> None:
    done = cli("check", project)

    assert (done.code, done.out, done.err) == (0, "no problems (checked for aws, azure, gcp)\n", "")


def test_check_without_a_target_takes_the_environments(cli: Cli, project: Path) -> None:
    (project / "infrar.yaml").write_text(CONFIGURATION)

    assert cli("check", project).out == "no problems (checked for staging, production)\n"
    assert cli("check", project, "-e", "production").out == "no problems (checked for production)\n"
    assert cli("check", project, "-p", "aws", "-p", "azure").out == "no problems (checked for aws, azure)\n"


def test_check_tells_each_problem_once(cli: Cli, project: Path) -> None:
    (project / "broken.py").write_text(BROKEN)

    done = cli("check", project)

    assert done.code == 1
    assert done.out.count("error[INF202]") == 1
    assert "= for:" not in done.out
    assert done.out.endswith("1 error (checked for aws, azure, gcp)\n")
    assert " --> shop/broken.py:3:8\n  |\n3 | data = read(" in done.out


def test_check_writes_nothing(cli: Cli, project: Path) -> None:
    before = sorted(project.parent.rglob("*"))

    cli("check", project)

    assert sorted(project.parent.rglob("*")) == before


def test_check_for_github(cli: Cli, project: Path) -> None:
    (project / "broken.py").write_text(BROKEN)

    done = cli("check", project, "--format", "github")

    assert done.code == 1
    assert done.out.startswith("::error file=shop/broken.py,line=3,endLine=3,col=8,")


def test_check_as_sarif(cli: Cli, project: Path) -> None:
    (project / "broken.py").write_text(BROKEN)

    done = cli("check", project, "--format", "sarif")

    (run,) = json.loads(done.out)["runs"]
    assert done.code == 1
    assert [result["ruleId"] for result in run["results"]] == ["INF202"]


@pytest.mark.parametrize(("text", "code", "errors"), [(BROKEN, 1, 1), ("x = 1\n", 0, 0)])
def test_check_as_json(cli: Cli, project: Path, text: str, code: int, errors: int) -> None:
    (project / "app.py").write_text(text)

    done = cli("check", project, "-p", "aws", "--format", "json")

    found = json.loads(done.out)
    assert (done.code, found["summary"]["errors"], found["targets"]) == (code, errors, ["aws"])


@pytest.mark.parametrize("style", ["text", "json", "sarif", "github"])
def test_a_broken_configuration_is_reported_in_every_format(cli: Cli, project: Path, style: str) -> None:
    (project / "infrar.yaml").write_text("project: shop\nprojcet: shop\n")

    done = cli("check", project, "--format", style)

    assert (done.code, done.err) == (1, "")
    assert "INF50" in done.out
    assert "shop/infrar.yaml" in done.out


def test_scan_shows_uses_and_permissions(cli: Cli, project: Path) -> None:
    done = cli("scan", project, "-p", "aws")

    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "operation      resource  where\nstorage.write  reports   shop/app.py:3:1\n\n"
        "provider  capability  service     why\naws       storage     storage/s3  the default of Amazon Web Services\n\n"
        "provider  operation      permissions\naws       storage.write  s3:PutObject\n"
    )


def test_scan_without_a_provider_shows_all(cli: Cli, project: Path) -> None:
    _, services, permissions = cli("scan", project).out.split("\n\n")

    for table in (services, permissions):
        assert [line.split()[0] for line in table.splitlines()] == ["provider", "aws", "azure", "gcp"]


def test_scan_as_json(cli: Cli, project: Path) -> None:
    found = json.loads(cli("scan", project, "-p", "aws", "--json").out)

    (use,) = found["uses"]
    assert use["permissions"]["aws"]["grants"][0]["actions"] == ["s3:PutObject"]
    assert {key: use[key] for key in ("operation", "kind", "path", "line", "column", "resources")} == {
        "operation": "storage.write",
        "kind": "call",
        "path": "shop/app.py",
        "line": 3,
        "column": 1,
        "resources": [{"parameter": "bucket", "name": "reports"}],
    }


@pytest.mark.parametrize(
    ("bucket", "shown", "value"),
    [
        ('os.environ["PHOTOS"]', "$PHOTOS", {"environment_variable": "PHOTOS"}),
        ("input()", "?", "unknown"),
        ('f"logs-{input()}"', "logs-...", {"prefix": "logs-"}),
    ],
)
def test_scan_shows_what_is_known_of_a_name(
    cli: Cli, project: Path, bucket: str, shown: str, value: dict[str, str] | str
) -> None:
    (project / "app.py").write_text(f"import os\nfrom infrar import storage\n\nstorage.read({bucket}, 'a')\n")

    row = cli("scan", project, "-p", "aws").out.splitlines()[1]
    (resource,) = json.loads(cli("scan", project, "--json").out)["uses"][0]["resources"]

    assert row.split() == ["storage.read", shown, "shop/app.py:4:1"]
    del resource["parameter"]
    assert resource == value or list(resource) == [value]


def test_scan_of_a_project_without_uses(cli: Cli, project: Path) -> None:
    (project / "app.py").write_text("x = 1\n")

    assert cli("scan", project).out.startswith("no use of the SDK in ")


def test_scan_tells_what_it_cannot_understand(cli: Cli, project: Path) -> None:
    (project / "broken.py").write_text(BROKEN)

    done = cli("scan", project, "-p", "aws")

    assert done.code == 1
    assert "error[INF202]" in done.err
    assert "storage.write  reports   shop/app.py:3:1" in done.out


@pytest.mark.parametrize("code", ["INF202", "inf202"])
def test_explain_prints_the_page(cli: Cli, code: str) -> None:
    done = cli("explain", code)

    assert (done.code, done.out) == (0, next(page.markdown for page in pages() if page.code == "INF202"))


def test_explain_without_a_code_lists_all(cli: Cli) -> None:
    listed = cli("explain").out

    assert all(f"{page.code}  {page.title}\n" in listed for page in pages())


@pytest.mark.parametrize(("code", "said"), [("INF22", "did you mean INF2"), ("banana", "infrar explain lists all")])
def test_explain_of_an_unknown_code(cli: Cli, code: str, said: str) -> None:
    done = cli("explain", code)

    assert (done.code, said in done.err) == (2, True)
