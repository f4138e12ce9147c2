"""Notebooks on the command line: places by cell, differences by line, a record that its schema knows."""

from __future__ import annotations

import json
from pathlib import Path

from infrar_engine.schemas import load_schema
from infrar_engine.schemas.validation import validate
from tests.engine.cli.conftest import Cli
from tests.engine.notebooks.writing import LAYOUTS, read

CELLS = [("markdown", "# A"), ("code", "from infrar import storage"), ("code", "\nstorage.write('reports', 'a', 'b')")]
NOTEBOOK = LAYOUTS["as Jupyter writes it"](CELLS)


def test_a_scan_names_the_cell(project: Path, cli: Cli) -> None:
    (project / "a.ipynb").write_bytes(NOTEBOOK)
    assert "shop/a.ipynb:cell 3:2:1" in cli("scan", project).out
    uses = json.loads(cli("scan", project, "--json").out)["uses"]
    assert [(use["path"], use["cell"], use["line"]) for use in uses] == [
        ("shop/a.ipynb", 3, 2),
        ("shop/app.py", None, 3),
    ]


def test_a_difference_is_one_of_lines(project: Path, cli: Cli) -> None:
    (project / "a.ipynb").write_bytes(NOTEBOOK)
    lines = cli("transform", project / "a.ipynb", "-p", "aws", "--diff").out.splitlines()
    assert [line for line in lines if line.startswith("-")][1:] == [
        '-    "from infrar import storage"',
        "-    \"storage.write('reports', 'a', 'b')\"",
    ]


def test_a_single_notebook_is_printed(project: Path, cli: Cli) -> None:
    (project / "a.ipynb").write_bytes(NOTEBOOK)
    cells = read(cli("transform", project / "a.ipynb", "-p", "aws").out.encode())
    assert cells[1] == ("code", "import boto3\n\ns3 = boto3.client('s3')")
    assert cells[2] == ("code", "\ns3.put_object(Bucket='reports', Key='a', Body='b')")


def test_a_build_says_which_cell(project: Path, cli: Cli, tmp_path: Path) -> None:
    (project / "a.ipynb").write_bytes(NOTEBOOK)
    assert cli("build", project, "-p", "aws", "-o", tmp_path / "out").code == 0
    record = json.loads((tmp_path / "out" / "infrar-build.json").read_text())
    assert not validate(record, load_schema("infrar-build"))
    assert {"path": "a.ipynb", "cell": 3, "line": 2} in record["grants"][0]["uses"]
    assert {run["cell"] for run in record["source_maps"]["a.ipynb"]} == {2, 3}
    assert "a.ipynb:cell 3:2" in (tmp_path / "out" / "infra" / "identity.tf").read_text()


def test_a_problem_is_shown_in_its_cell(project: Path, cli: Cli) -> None:
    broken = [*CELLS, ("code", "x = 1\nstorage.reed('a')")]
    (project / "a.ipynb").write_bytes(LAYOUTS["compact"](broken))
    shown = cli("check", project, "-p", "aws")
    assert shown.code == 1
    assert "--> shop/a.ipynb:cell 4:2:1" in shown.out
    assert "2 | storage.reed('a')" in shown.out
    region = json.loads(cli("check", project, "-p", "aws", "--format", "sarif").out)["runs"][0]["results"][0]
    assert region["locations"][0]["physicalLocation"]["region"]["startLine"] == 1
