"""What the changed pieces of a file say of the whole: never "valid" when Python finds an error in it."""

from __future__ import annotations

import argparse
import inspect
import random
import textwrap

import pytest

from infrar_engine.model import Edit, Span
from infrar_engine.source.changes import still_valid
from infrar_engine.source.checks import compiles
from infrar_engine.source.syntax import Syntax, replaced

PROGRAM = """\
import a
import b; import c

class Store:
    def save(self, x):
        if x:
            write(x)
        else: write(0)
        for y in x: write(y); more(y)
        return x  # done

def alone():
    write(1)
"""


@pytest.mark.parametrize(
    ("old", "new"),
    {
        "write(x)": "put(x)",
        "            write(x)\n": "            with open(x) as f:\n                put(f)\n",
        "write(1)": "with open(x) as f:\n        put(f)",
        "import a\n": "",
        "import b; ": "",
        "import c": "import d\nimport e",
        "class Store": "def helper(): ...\n\n\nclass Store",
        "return x": "return (\n            x\n        )",
        "write(0)": "put(0)",
    }.items(),
)
def test_a_valid_change_is_seen_to_be_valid(old: str, new: str) -> None:
    syntax, edits = _edited(PROGRAM, old, new)
    assert compiles(replaced(syntax.text, edits))
    assert still_valid(syntax, edits) or old == "write(0)"  # of half a line, Python is asked with the whole file


@pytest.mark.parametrize(
    ("old", "new"),
    {
        "write(x)": "with open(x) as f:\n    put(f)",  # the next line's indentation is that of no block
        "            write(x)\n": "",  # an empty block
        "            write(x)\n        else": "            put(x)\n            else",
        "        return x  # done": "    return x",
        "        return x  # done\n": "        return x",
        "write(1)": "",
        "write(0)": "with open(x) as f: pass",
        "write(y); ": "for z in y: ",
        "import a\n": "import a \\\n",
        "import b; ": "with b: x\n",
        "x  # done": "(x",
        "class Store:": "class Store",
        "import c": '"""',
    }.items(),
)
def test_an_error_is_never_taken_for_valid(old: str, new: str) -> None:
    syntax, edits = _edited(PROGRAM, old, new)
    assert not still_valid(syntax, edits) or compiles(replaced(syntax.text, edits))


@pytest.mark.parametrize("seed", range(60))
def test_random_edits(seed: int) -> None:
    """Pieces of a real module replaced by statements, right and wrong: "still valid" must be true when it is said."""
    rng = random.Random(seed)
    source = inspect.getsource(argparse)
    syntax = Syntax(source.encode(), "argparse.py")
    lines = [line for line in source.split("\n") if line.strip()]
    edits, position = [], 0
    for _ in range(rng.randint(1, 3)):
        line = rng.choice(lines)
        start = source.find(line, position) + rng.choice([0, 0, len(line) - len(line.lstrip())])
        if start < position:
            continue
        stop = source.index("\n", start) + rng.choice([0, 0, 1])
        indent = rng.choice(["", " " * (len(line) - len(line.lstrip()))])
        new = rng.choice(["", "pass", "x = 1\n", "with x:\n    y", "if x:", "return 'a' \\\n", "else:\n    z\n", '"""'])
        edits.append(Edit(Span(start, stop), textwrap.indent(new, indent)))
        position = stop
    text = replaced(syntax.text, edits)
    assert not still_valid(syntax, edits) or compiles(text)


def _edited(source: str, old: str, new: str) -> tuple[Syntax, list[Edit]]:
    start = source.index(old)
    return Syntax(source.encode(), "app.py"), [Edit(Span(start, start + len(old)), new)]
