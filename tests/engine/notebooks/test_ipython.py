"""What of a cell is Python, and what stands in for the rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infrar_engine.source.ipython import STAND_IN, parts

CELLS = {
    "nothing": ("", ""),
    "plain": ("x = 1 % 2\ny = a != b", "x = 1 % 2\ny = a != b"),
    "a magic": ("%cd /\nx", "@\nx"),
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


@given(st.text(alphabet="ab %!?='\"\\\n#()[]{}$,;/"))
def test_any_text_is_cut_up_whole(cell: str) -> None:
    position = 0
    for part in parts(cell):
        assert part.start == position
        assert part.magic is not None or part.text == cell[part.start : part.end]
        position = part.end
    assert position == len(cell)
