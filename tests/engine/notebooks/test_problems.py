"""What is wrong with a notebook, by cell and line; and where that is in the file, for tools that open it as text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from infrar_engine.pipeline import Request, run
from infrar_engine.report.as_json import diagnostics_json
from infrar_engine.report.github import workflow_commands
from infrar_engine.report.sarif import sarif
from infrar_engine.report.targets import Reported
from infrar_engine.report.text import place_text
from tests.engine.notebooks.writing import LAYOUTS, cells_of
from tests.toy import transform_files
from tests.toy.tables import Case, cases

CASES = cases(Path(__file__).parent / "problems.txt")


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_is_reported(case: Case, layout: str) -> None:
    data = LAYOUTS[layout](cells_of(case.before))
    files, problems = transform_files({"a.ipynb": data})
    assert files == {"a.ipynb": data}
    places = [(p, p.location) for p in problems if p.location is not None]
    assert [f"{p.code} cell {at.cell} line {at.line}: {p.message}" for p, at in places] == case.after.splitlines()
    assert all(p.hint for p in problems)


BROKEN = LAYOUTS["as Jupyter writes it"]([("code", "from infrar import storage"), ("code", "x = 'é'; storage.reed(1)")])


def test_every_report_says_where_it_is_in_the_file() -> None:
    _, (problem,) = transform_files({"a.ipynb": BROKEN})
    place = problem.location
    assert place is not None
    assert place_text(place) == "a.ipynb:cell 2:1:10"
    assert place.text[place.column - 1 : place.end_column - 1] == "storage.reed"
    line = BROKEN.decode().split("\n")[place.in_file.line - 1]
    assert line[place.in_file.column - 1 : place.in_file.end_column - 1] == "storage.reed"
    reported = [Reported(problem)]
    (location,) = json.loads(sarif(reported, (), "1"))["runs"][0]["results"][0]["locations"]
    region = location["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"]) == (place.in_file.line, place.in_file.column)
    assert location["logicalLocations"] == [{"name": "cell 2:1:10", "kind": "element"}]
    (content,) = diagnostics_json(reported)
    assert (content["location"]["cell"], content["location"]["line"]) == (2, 1)
    assert content["location"]["in_file"]["line"] == place.in_file.line
    assert f"file=a.ipynb,line={place.in_file.line}," in workflow_commands(reported)
    assert "a.ipynb:cell 2:1:10" in workflow_commands(reported)


UNREADABLE = {
    "no JSON": b'{"cells": [infrar]}',
    "no notebook": b'{"infrar": 1}',
    "a list": b'["infrar"]',
    "a source that is no text": b'{"cells": [{"cell_type": "code", "source": [1]}], "infrar": 1}',
    "half of a pair": b'{"cells": [{"cell_type": "code", "source": "import infrar; x = \'\\ud83d\'"}]}',
    "a null character": b'{"cells": [{"cell_type": "code", "source": "import infrar; x = \'\\u0000\'"}]}',
    "not UTF-8": b'{"cells": [{"cell_type": "code", "source": "import infrar # \xff"}]}',
    "nothing else than brackets": b'{"infrar": ' + b"[" * 100_000,
}


@pytest.mark.parametrize("data", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_is_no_notebook_is_reported(data: bytes) -> None:
    files, (problem,) = transform_files({"a.ipynb": data})
    assert files == {"a.ipynb": data}
    assert problem.code == "INF103"
    assert problem.location is not None
    assert problem.hint


def test_a_comment_that_silences_nothing_is_found_in_its_cell() -> None:
    cells = [
        ("code", "from infrar import storage\nprint(storage.exists)"),
        ("code", "x = 1\ny = 2  # infrar: ignore[INF302]"),
    ]
    result = run(Request(None, "aws", text=LAYOUTS["as Jupyter writes it"](cells), filename="a.ipynb"))
    places = [d.location for d in result.diagnostics if d.location is not None and "ignore" in d.location.text]
    assert [(place.cell, place.line) for place in places] == [(2, 2)]
