"""The programs of the suite, read from the folder of their capability.

In: a capability. Out: its `Program`s in the order of their names. A program is a module; its docstring says in one
sentence what it shows, then what it prints, and then what is in the buckets when it has ended:

    \"""Deleting what isn't there is fine, unless it must be there.

    Prints:
        NotFound

    Leaves:
        one  kept.txt  4 bytes  application/octet-stream  {}  b'kept'
    \"""

A program uses the three buckets of `BUCKETS` and nothing else: it finds the first two empty, and a working folder of
its own, empty too. The third is for a listing of many pages: what is written there stays.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from inspect import cleandoc
from pathlib import Path

from infrar_engine.model import family

PREFIX = "conformance"
BUCKETS = (f"{PREFIX}-one", f"{PREFIX}-two", f"{PREFIX}-many")
SETTLING = "_settling"


@dataclass(frozen=True, slots=True)
class Program:
    """One program. `expected` is its transcript, line by line: what it prints, then what it leaves."""

    name: str
    capability: str
    about: str
    expected: tuple[str, ...]
    text: str

    def on_buckets(self, prefix: str) -> Program:
        """The same program on buckets of other names: PREFIX-one, PREFIX-two and PREFIX-many."""
        text = self.text
        for bucket in BUCKETS:
            text = text.replace(bucket, prefix + bucket.removeprefix(PREFIX))
        return replace(self, text=text)


def programs(capability: str = "storage") -> tuple[Program, ...]:
    """The programs of a capability, or of its asynchronous twin, that this Python can compile: some show younger syntax."""
    files = sorted(_folder(capability).glob("[!_]*.py"))
    found = [_program(capability, path) for path in files]
    return tuple(program for program in found if program is not None)


def settling(capability: str = "storage") -> Program:
    """The program between programs: its function `settle` reads the first two buckets, then empties them."""
    program = _program(capability, _folder(capability) / f"{SETTLING}.py")
    assert program is not None
    return program


def bucket_names(prefix: str = PREFIX) -> tuple[str, ...]:
    """The three buckets that must be there before the suite runs."""
    return tuple(prefix + bucket.removeprefix(PREFIX) for bucket in BUCKETS)


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
