"""The table of problems: each is reported once, with its code, its place, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.toy import transform_files
from tests.toy.tables import Case, cases

CASES = cases(Path(__file__).parent / "problems.txt")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_is_reported(case: Case) -> None:
    files, problems = transform_files({"app.py": case.before.encode()})
    assert files == {"app.py": case.before.encode()}
    lines = [f"{p.code} line {p.location.line if p.location else 0}: {p.message}" for p in problems]
    assert lines == case.after.splitlines()
    assert all(p.hint for p in problems)


def test_a_reported_place_is_what_is_wrong() -> None:
    _, (problem,) = transform_files({"app.py": b"from infrar import storage\nprint('\xc3\xa9', storage.uplod(1))\n"})
    place = problem.location
    assert place is not None
    assert (place.line, place.column, place.end_column) == (2, 12, 25)
    assert place.text[place.column - 1 : place.end_column - 1] == "storage.uplod"


def test_every_problem_of_a_file_is_reported() -> None:
    source = b"from infrar import storage\nstorage.uplod()\nstorage.reed()\nx = [storage]\n"
    _, problems = transform_files({"app.py": source})
    assert [p.code for p in problems] == ["INF201", "INF201", "INF203"]
