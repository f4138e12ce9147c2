"""One mistake gives one diagnostic, and what only follows from it is not told."""

from __future__ import annotations

from pathlib import Path

import pytest

from infrar_engine.config import ConfigError
from infrar_engine.model import Diagnostic, Severity, SourceLocation
from infrar_engine.pipeline import Request, run
from infrar_engine.telling import one_a_cause
from tests.toy import FOLDER
from tests.toy.tables import Case, cases, files_of

CASES = cases(Path(__file__).parent / "mistakes.txt")


def told(files: dict[str, bytes], folder: Path) -> list[Diagnostic]:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    try:
        return list(run(Request(folder, "toy", plugins=(FOLDER,))).diagnostics)
    except ConfigError as error:
        return list(error.diagnostics)


def line(found: Diagnostic) -> str:
    also = f", also {' '.join(map(place, found.also))}" if found.also else ""
    return f"{found.severity.value} {found.code} {place(found.location)}{also}"


def place(where: SourceLocation | None) -> str:
    return f"{where.path}:{where.line}:{where.column}" if where is not None else "nowhere"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_mistake_is_told_once(case: Case, tmp_path: Path) -> None:
    found = told(files_of(case.before), tmp_path)

    assert [line(each) for each in found] == case.after.splitlines()
    assert all(each.hint for each in found)


def test_every_diagnostic_says_where_and_what_to_do(tmp_path: Path) -> None:
    """A program of many mistakes: the places are in the source, and show what they mark."""
    source = "from infrar import storage\n" + "".join(f"storage.x{number}\n" for number in range(20))

    found = told({"app.py": source.encode()}, tmp_path)

    assert len(found) == 20
    for each in found:
        assert each.location is not None
        where = each.location
        assert where.text[where.column - 1 : where.end_column - 1].startswith("storage.x")


def problem(number: int, cause: str, code: str = "INF201") -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, "wrong", SourceLocation("app.py", number, 1, number, 2), cause=cause)


def test_places_of_a_cause_are_in_order_whatever_order_they_are_found_in() -> None:
    (found,) = one_a_cause([problem(number, "name") for number in (5, 2, 9, 2)])

    assert (place(found.location), [place(each) for each in found.also]) == ("app.py:2:1", ["app.py:5:1", "app.py:9:1"])


def test_other_causes_and_codes_stay_apart() -> None:
    given = [problem(1, "a"), problem(2, "b"), problem(3, "a", "INF202"), problem(4, ""), problem(5, "")]

    assert one_a_cause(given) == given


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from infrar import storage\nstorage.uplod(1)\nstorage.uplod\n", "from infrar import storage\nstorage.upload(1)\nstorage.upload\n"),
        ("from infrar.storage import raed\n\nraed('b', 'c')\n", "from infrar.storage import read\n\nread('b', 'c')\n"),
        ("from infrar.storage import raed as r\n\nr('b', 'c')\n", "from infrar.storage import read as r\n\nr('b', 'c')\n"),
        ("import infrar.storge as st\n", "import infrar.storage as st\n"),
        ("from infrar.storage import write\n\nwrite('bbb', 'c', '', metdata={})\n", "from infrar.storage import write\n\nwrite('bbb', 'c', '', metadata={})\n"),
        ("from infrar.storage import read\n\nread(input(), 'c')  # infrar: ignore[inf401]\n", "from infrar.storage import read\n\nread(input(), 'c')  # infrar: ignore[INF401]\n"),
    ],
    ids=["attribute", "import and its reads", "import under another name", "module", "parameter", "code in a comment"],
)  # fmt: skip
def test_a_fix_mends_what_is_misspelt(before: str, after: str, tmp_path: Path) -> None:
    fixed = next(each for each in told({"app.py": before.encode()}, tmp_path) if each.fixes)

    lines = before.splitlines(keepends=True)
    for fix in sorted(fixed.fixes, reverse=True):
        where, text = fix.location, lines[fix.location.line - 1]
        lines[where.line - 1] = text[: where.column - 1] + fix.text + text[where.end_column - 1 :]

    assert "".join(lines) == after


def test_a_fix_that_would_mend_half_is_none(tmp_path: Path) -> None:
    source = "from infrar.storage import raed\n\nif input():\n    raed = None\nraed('bbb', 'c')\n"

    assert [each.fixes for each in told({"app.py": source.encode()}, tmp_path)] == [()]


def test_a_fix_in_infrar_yaml(tmp_path: Path) -> None:
    (found,) = told({"infrar.yaml": b"project: shop\nenviroments: {}\n"}, tmp_path)

    assert [(fix.location.column, fix.location.end_column, fix.text) for fix in found.fixes] == [
        (1, 12, "environments")
    ]
