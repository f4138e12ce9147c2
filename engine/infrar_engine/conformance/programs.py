"""The programs of the suite, read from the folder of their capability.

In: a capability. Out: its `Program`s in the order of their names. A program is a module; its docstring says in one
sentence what it shows, then what it prints, and then what is in its resources when it has ended:

    \"""Deleting what isn't there is fine, unless it must be there.

    Prints:
        NotFound

    Leaves:
        one  kept.txt  4 bytes  application/octet-stream  {}  b'kept'
    \"""

A program uses the resources that `RESOURCES` in the folder's `_settling.py` names, and nothing else: it finds them empty, and a
working folder of its own, empty too. (The third bucket is for a listing of many pages: what is written there stays.)
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from inspect import cleandoc
from pathlib import Path

from infrar_engine.model import family

PREFIX = "conformance"
SETTLING = "_settling"


@dataclass(frozen=True, slots=True)
class Program:
    """One program. `expected` is its transcript, line by line: what it prints, then what it leaves."""

    name: str
    capability: str
    about: str
    expected: tuple[str, ...]
    text: str

    @property
    def id(self) -> str:
        """Its name among the programs of all capabilities."""
        return f"{self.capability}.{self.name}"

    def on_resources(self, prefix: str) -> Program:
        """The same program on resources whose names begin with another prefix."""
        text = self.text
        for name in resources(self.capability):
            text = text.replace(name, prefix + name.removeprefix(PREFIX))
        return replace(self, text=text)


def programs(capability: str = "storage") -> tuple[Program, ...]:
    """The programs of a capability, or of its asynchronous twin, that this Python can compile: some show younger syntax."""
    files = sorted(_folder(capability).glob("[!_]*.py"))  # none without a folder
    found = [_program(capability, path) for path in files]
    return tuple(program for program in found if program is not None)


def settling(capability: str = "storage") -> Program:
    """The program between programs: its function `settle` tells what the resources hold, then empties them."""
    program = _program(capability, _folder(capability) / f"{SETTLING}.py")
    assert program is not None
    return program


@cache
def resources(capability: str, prefix: str = PREFIX) -> Mapping[str, str | None]:
    """The resources that must be there before programs of a capability run, each with the value that it begins with, if any."""
    tree = ast.parse((_folder(capability) / f"{SETTLING}.py").read_text("utf-8"))
    stated = next(
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "RESOURCES"
    )
    values: Mapping[str, str | None] = stated if isinstance(stated, dict) else dict.fromkeys(stated)
    return {prefix + name.removeprefix(PREFIX): value for name, value in values.items()}


def _folder(capability: str) -> Path:
    return Path(__file__).with_name(capability.replace(".", "_"))


def _program(capability: str, path: Path) -> Program | None:
    text = path.read_text("utf-8")
    try:
        compile(text, str(path), "exec", dont_inherit=True)
    except SyntaxError:
        return None
    about, _, rest = cleandoc(ast.get_docstring(ast.parse(text)) or "").partition("\n\n")
    return Program(path.stem, family(capability), " ".join(about.split()), _transcript(rest), text)


def _transcript(text: str) -> tuple[str, ...]:
    """The indented lines below `Prints:` and `Leaves:`."""
    return tuple(line[4:] for line in text.split("\n") if line.startswith("    "))
