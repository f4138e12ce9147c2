"""Notebooks go in and come out: the same cells in every layout of the JSON, and not a byte of it changed but in edited cells."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infrar_engine.source.cells import code_cells
from infrar_engine.source.notebook import program
from tests.engine.notebooks.writing import LAYOUTS, Cell, cells_of, read, shown
from tests.toy import transform_files
from tests.toy.running import trace_as_written, trace_native
from tests.toy.tables import Case, cases

CASES = cases(Path(__file__).parent / "cells.txt")
RUNNING = [case for case in CASES if not re.search(r"^\s*[%!?]|\?$", case.before, re.MULTILINE)]


def transformed(data: bytes) -> bytes:
    files, problems = transform_files({"a.ipynb": data})
    assert not problems
    assert list(files) == ["a.ipynb"]
    return files["a.ipynb"]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_cells(case: Case, layout: str) -> None:
    before = LAYOUTS[layout](cells_of(case.before))
    after = transformed(before)
    assert shown(read(after)) == shown(cells_of(case.after))
    assert outside_of_edits(before, after) == outside_of_edits(after, before)
    assert strings_that_stay(before, after) == strings_that_stay(after, before)
    assert transformed(after) == after


@pytest.mark.parametrize("case", RUNNING, ids=str)
def test_the_cells_do_the_same_one_after_the_other(case: Case) -> None:
    after = transformed(LAYOUTS["as Jupyter writes it"](cells_of(case.before)))
    assert trace_native(program_of(read(after))) == trace_as_written(program_of(cells_of(case.before)))


def program_of(cells: list[Cell]) -> str:
    return "\n".join(text for kind, text in cells if kind == "code") + "\n"


def outside_of_edits(data: bytes, other: bytes) -> list[str]:
    """The JSON text without the source of the cells that differ."""
    text, out, position = data.decode("utf-8-sig"), list[str](), 0
    for cell, twin in zip(code_cells(text), code_cells(other.decode("utf-8-sig")), strict=True):
        if cell.text != twin.text:
            out.append(text[position : cell.pieces[0].start])
            position = cell.pieces[-1].end
    return [*out, text[position:]]


def strings_that_stay(data: bytes, other: bytes) -> list[str]:
    """Of the cells that differ, the JSON strings with lines that both have, as they are written."""
    text, found = data.decode("utf-8-sig"), list[str]()
    for cell, twin in zip(code_cells(text), code_cells(other.decode("utf-8-sig")), strict=True):
        both = {piece.text for piece in twin.pieces} if cell.listed else set[str]()
        found += {text[piece.start : piece.end] for piece in cell.pieces if piece.text in both and piece.text.strip()}
    return sorted(found)


POOL = (
    "from infrar import storage",
    "from infrar.storage import write, read\nimport os",
    "x = 1\n\n",
    "storage.write('reports', 'a', 'é')",
    "def f(key):\n    return storage.exists('reports', key)\n",
    "%matplotlib inline\ny = '\\n'",
    "files = !ls\nprint(files)",
    "%%bash\necho 1",
    "",
    "print('\\\\', \"'\", storage.read('reports', 'a'))  # \U0001f600",
    "try:\n    storage.stat('reports', 'b')\nexcept storage.NotFound:\n    pass",
)


@settings(max_examples=150)
@given(
    st.lists(st.tuples(st.sampled_from(["code", "code", "markdown"]), st.sampled_from(POOL)), max_size=8),
    st.sampled_from(sorted(LAYOUTS)),
    st.booleans(),
)
def test_every_byte_outside_edited_cells_stays(cells: list[Cell], layout: str, escaped: bool) -> None:
    before = LAYOUTS[layout]([("code", "from infrar import storage"), *cells])
    if escaped:  # JSON may write any character as an escape
        before = before.replace(b"import ", b"\\u0069mport ").replace(b"print", b"\\u0070rint")
    files, problems = transform_files({"a.ipynb": before})
    if problems:
        assert files == {"a.ipynb": before}
        assert all(p.location is not None and p.location.cell for p in problems)
        return
    after = files["a.ipynb"]
    assert outside_of_edits(before, after) == outside_of_edits(after, before)
    assert strings_that_stay(before, after) == strings_that_stay(after, before)
    assert [kind for kind, _ in read(after)] == [kind for kind, _ in read(before)]
    assert b"infrar" not in program(after.decode("utf-8-sig")).utf8


LEFT_ALONE = {
    "another language": b'{"cells": [{"cell_type": "code", "source": "from infrar import storage"}], "metadata": '
    b'{"language_info": {"name": "julia"}}, "nbformat": 4}',
    "a cell in another language": b'{"cells": [{"cell_type": "code", "source": "from infrar import storage", "metadata": '
    b'{"vscode": {"languageId": "sql"}}}], "metadata": {}, "nbformat": 4}',
    "only text and output": b'{"cells": [{"cell_type": "markdown", "source": "from infrar import storage"}, {"cell_type": '
    b'"code", "source": [], "outputs": ["infrar"]}], "metadata": {"infrar": 1}, "nbformat": 4}',
    "a skipped notebook": b'{"cells": [{"cell_type": "code", "source": "# infrar: skip-file"}, {"cell_type": "code", '
    b'"source": ["import infrar"]}], "metadata": {}, "nbformat": 4}',
}


@pytest.mark.parametrize("data", LEFT_ALONE.values(), ids=LEFT_ALONE.keys())
def test_stays_as_it_is(data: bytes) -> None:
    assert transformed(data) == data


def test_a_notebook_that_is_cut_off_anywhere_is_reported_or_stays() -> None:
    whole = LAYOUTS["as Jupyter writes it"]([("code", "from infrar import storage\nstorage.read('reports', 'a')")])
    for end in range(len(whole) - 2):
        files, problems = transform_files({"a.ipynb": whole[:end]})
        assert files == {"a.ipynb": whole[:end]}
        assert {p.code for p in problems} == ({"INF103"} if b"infrar" in whole[:end] else set())
        assert all(p.location is not None and p.hint for p in problems)
