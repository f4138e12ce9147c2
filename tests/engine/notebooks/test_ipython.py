"""What of a cell is Python, and what stands in for the rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infrar_engine.source.ipython import STAND_IN, parts
from infrar_engine.source.pasted import taken_off

CELLS = {
    "nothing": ("", ""),
    "plain": ("x = 1 % 2\ny = a != b", "x = 1 % 2\ny = a != b"),
    "a magic": ("%cd /\nx", "@\nx"),
    "a magic without its mark": ("pip install -q a", "@"),
    "with its words": ("time f(a)", "a = f = @"),
    "empty lines around it": ("\n\ncd ..\n", "\n\n@\n"),
    "not one of several lines": ("ls\nx", "ls\nx"),
    "not one that is assigned": ("ls = 1", "ls = 1"),
    "nor after a few spaces": ("ls   = 1", "ls   = 1"),
    "not one with values": ("time, env", "time, env"),
    "nor a call": ("run()", "run()"),
    "nor an attribute": ("time.time()", "time.time()"),
    "a table that a query gives": ("%sql storage << select a from b", "storage = @"),
    "restored names": ("%store -r a", "@"),
    "stored names": ("%store a", "@"),
    "a magic that may bind": ("%foo a, b = 1", "a = b = @"),
    "keywords and builtins are not bound": ("%foo if print else x", "x = @"),
    "a shell line in a block": ("if a:\n    !ls\nelse:\n    x", "if a:\n    @\nelse:\n    x"),
    "two marks": ("!!ls", "@"),
    "a continued line": ("!ls \\\n  -la\nx", "(@\n)\nx"),
    "a shell line's value": ("a, b = !ls", "a, b = @"),
    "a magic's value": ("x = %env HOME", "x = @"),
    "an attribute's": ("self.x[0] = !ls", "self.x[0] = @"),
    "help before": ("?x", "@"),
    "help after": ("  x.y??\nz", "  @\nz"),
    "a question in a comment": ("x  # why?", "x  # why?"),
    "a question in a text": ("x = 'why?'", "x = 'why?'"),
    "in a text of several lines": ("x = '''\n%a\n!b\n'''\n%c", "x = '''\n%a\n!b\n'''\n@"),
    "in brackets": ("x = (7\n%y)\n%z", "x = (7\n%y)\n@"),
    "after a backslash": ("x = 7 \\\n%y", "x = 7 \\\n%y"),
    "a quote in a comment": ("# it's\n%x", "# it's\n@"),
    "a bracket in a text": ("x = '('\n%x", "x = '('\n@"),
    "an escaped quote": (r"x = 'it\'s'" + "\n%x", r"x = 'it\'s'" + "\n@"),
    "an f-string with quotes": ("x = f\"{y['a']}(\"\n%x", "x = f\"{y['a']}(\"\n@"),
    "calls without brackets": ("/f x\n,f a\n;f b", "f = x = @\na = f = @\nb = f = @"),
    "a timed cell": ("%%time\nx = 1\n!ls", "@\nx = 1\n@"),
    "a captured cell": ("%%capture out\nx = 1", "out = @\nx = 1"),
    "one in another": ("%%time\n%%capture out\nx = 1", "@\nout = @\nx = 1"),
    "empty lines before a cell magic": ("\n\n%%time\nx = 1", "\n\n@\nx = 1"),
    "a shell cell": ("%%bash --out a\nb=1", "a = out = (@\n)"),
    "a cell of an unknown kind": ("%%foo\nx = 1", "x = (@\n)"),
    "a measured cell": ("%%timeit\nx = 1", "(@\n)"),
    "help on a cell magic": ("%%time?\n", "(@\n)"),
}


@pytest.mark.parametrize(("cell", "python"), CELLS.values(), ids=CELLS.keys())
def test_a_cell(cell: str, python: str) -> None:
    assert "".join(part.text for part in parts(cell)).replace(STAND_IN, "@") == python


BOUND = {
    "imported": ("import run", True),
    "imported as": ("import os as run", True),
    "one of several": ("from jobs import stop, run", True),
    "defined": ("def run(): pass", True),
    "assigned": ("run = 1", True),
    "unpacked": ("run, x = 1, 2", True),
    "a loop's": ("for run in x: pass", True),
    "compared": ("run == 1", False),
    "a part of another": ("rerun = 1", False),
    "called": ("x.run()", False),
}


@pytest.mark.parametrize(("program", "bound"), BOUND.values(), ids=BOUND.keys())
def test_a_name_that_the_program_binds_is_no_magic(program: str, bound: bool) -> None:
    (part,) = parts("run", program)
    assert (part.magic is None) == bound


@given(st.text(alphabet="ab %!?='\"\\\n#()[]{}$,;/"))
def test_any_text_is_cut_up_whole(cell: str) -> None:
    position = 0
    for part in parts(cell):
        assert part.start == position
        assert (
            part.magic is not None
            or part.text == cell[part.start : part.end]
            or (part.start, part.end) in taken_off(cell)
        )
        position = part.end
    assert position == len(cell)
