"""Expressions of a random program: calls of the SDK under every spelling, between side effects that are traced.

`t(n, value)` prints `n` and gives the value, so a change in number or order of evaluations shows; names that generated code would
like to have are taken at random.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import count
from typing import TypeVar

from tests.fuzz.choices import Choices

T = TypeVar("T")

OPERATIONS = ("read", "write", "exists", "stat", "delete", "copy", "move", "list_objects", "iter_objects", "upload")
ERRORS = ("NotFound", "AlreadyExists", "StorageError")
WANTED_NAMES = (  # what native code and the engine would call things
    *("toy", "toycloud", "ToyError", "Missing", "data", "content", "file", "bucket", "path", "key", "value"),
    *("_read", "_write", "_toy_error", "ObjectInfo", "islice", "os", "sys", "Iterator", "datetime", "item"),
)
KEYS = ("a", "b", "c", "d/e")


class Writer:
    """What every part of a program's text needs: choices, labels, and the ways to spell the SDK's names here."""

    def __init__(self, choices: Choices, labels: Iterable[int] | None = None) -> None:
        self.choices = choices
        self.pick = choices.pick
        self.chance = choices.chance
        self.number = choices.number
        self._labels = iter(labels if labels is not None else count(1))
        self.spellings: list[Callable[[str], str]] = []
        self.modules: list[str] = []
        self.errors: list[Callable[[str], str]] = []
        self.hidden: set[str] = set()  # builtins that the program has replaced
        self._depth = 0

    def label(self) -> int:
        return next(self._labels)

    def spell(self, prefix: str) -> None:
        """Operations and errors may be written with this before them."""
        self.modules.append(prefix[:-1])
        self.spellings.append(lambda name: prefix + name)
        self.errors.append(lambda name: prefix + name)

    def op(self, name: str) -> str:
        return self.pick(self.spellings)(name)

    def error(self, name: str = "") -> str:
        return self.pick(self.errors)(name or self.pick(ERRORS))

    def module(self) -> str:
        """A spelling of the module itself, or ""."""
        return self.pick(self.modules) if self.modules else ""

    # Expressions

    def nested(self, options: Sequence[Callable[[], str]], plain: Callable[[], str]) -> str:
        if self._depth >= 4:
            return plain()
        self._depth += 1
        try:
            return self.pick(options)()
        finally:
            self._depth -= 1

    def traced(self, text: str) -> str:
        return f"t({self.label()}, {text})" if self.chance(35) else text

    def bucket(self) -> str:
        return self.traced('"reports"' if self.chance(85) else '"backup"')

    def key(self) -> str:
        def plain() -> str:
            return f'"{self.pick(KEYS)}"'

        options = [
            plain,
            plain,
            plain,
            lambda: f"f\"{{t({self.label()}, 'a')}}\"",
            lambda: f"(k{self.label()} := {self.key()})",
            lambda: f"({self.key()} if {self.truth()} else {self.key()})",
            lambda: f"{self.op('stat')}({self.bucket()}, {self.key()}).key",
            lambda: f"(lambda k: k)({self.key()})",
            lambda: f"[{self.key()}, {self.key()}][{self.number(0, 1)}]",
            lambda: f"{{'x': {self.key()}}}['x']",
            lambda: f"({self.key()} + '')",
        ]
        return self.traced(self.nested(options, plain))

    def data(self) -> str:
        def plain() -> str:
            return self.pick(['"text"', 'b"bytes"', 'bytearray(b"array")' if "bytes" not in self.hidden else 'b"x"'])

        options = [
            plain,
            plain,
            self.content,
            lambda: f"({self.content()} + b'!')",
            lambda: f"(v{self.label()} := {plain()})",
            lambda: f"({self.truth()} and 'yes' or 'no')",
        ]
        return self.traced(self.nested(options, plain))

    def content(self) -> str:
        """An expression that gives bytes."""

        def plain() -> str:
            return f'{self.op("read")}("reports", "a")'

        options = [
            plain,
            lambda: self.call("read", [("bucket", self.bucket()), ("path", self.key())]),
            lambda: self.call("read", [("bucket", self.bucket()), ("path", self.key()), ("start", self.traced("1"))]),
            lambda: f"(lambda: {self.content()})()",
            lambda: f"({self.content()} if {self.truth()} else {self.content()})",
        ]
        return self.nested(options, plain)

    def truth(self) -> str:
        def plain() -> str:
            return f'{self.op("exists")}("reports", "b")'

        options = [
            plain,
            lambda: self.call("exists", [("bucket", self.bucket()), ("path", self.key())]),
            lambda: f"(not {self.truth()})",
            lambda: f"({self.truth()} and {self.truth()})",
            lambda: f"({self.truth()} or {self.truth()})",
            lambda: f"({self.key()} in [o.key for o in {self.listing()}])",
            lambda: f"any(o.size > 3 for o in {self.listing()})",
            lambda: f"({self.content()} == {self.content()})",
            lambda: self.traced(self.truth()),
        ]
        return self.nested(options, plain)

    def listing(self) -> str:
        given = [("bucket", self.bucket())]
        if self.chance(40):
            given.append(("prefix", self.traced(self.pick(['""', '"a"', '"d/"']))))
        if self.chance(15):
            given.append(("delimiter", '"/"'))
        return self.call(self.pick(["list_objects", "iter_objects"]), given)

    def call(self, operation: str, arguments: list[tuple[str, str]]) -> str:
        """A call with its arguments by position, by keyword, out of order, or through splats."""
        name = self.op(operation)
        if self.chance(6):
            name = f"getattr({name.rpartition('.')[0]}, '{operation}')" if "." in name else name
        required = 3 if operation in ("write", "upload", "copy", "move") else 2
        positional = self.number(0, min(required, len(arguments)))
        if operation in ("list_objects", "iter_objects"):
            positional = min(positional, 1)
        first = [text for _, text in arguments[:positional]]
        rest = [f"{parameter}={text}" for parameter, text in arguments[positional:]]
        if self.chance(25) and len(rest) > 1:
            rest.reverse()
        if self.chance(5) and first:
            first = [f"*[{', '.join(first)}]"]
        if self.chance(5) and rest:
            parameter, _, text = rest[-1].partition("=")
            rest[-1] = f"**{{'{parameter}': {text}}}"
        given = [*first, *rest]
        if self.chance(8):
            between = ",  # why not\n    " if self.chance(50) else ", "
            return f"{name}(\n    {between.join(given)}\n)"
        return f"{name}({', '.join(given)})"


def indented(lines: Iterable[str], by: int = 1) -> list[str]:
    return ["    " * by + line if line else "" for text in lines for line in text.split("\n")]
