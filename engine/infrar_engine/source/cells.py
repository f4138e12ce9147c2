"""A notebook's JSON text → its code cells, each string of their source with the place where it stands.

The text is never written anew: edits go to these places, and every other byte stays as it is. Values that nobody asks for (outputs,
images) are passed over by the standard library's decoder. Formats 3 (worksheets, `input`) and 4 (cells, `source`) are read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from infrar_engine.source.text import UnreadableSourceError

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()
_PYTHON = frozenset({"python", "ipython", "python2", "python3", "pyodide"})
_FOREIGN_KERNEL = re.compile(
    r"(?:ir|julia|javascript|deno|bash|scala|sos|rust|go|cpp|xcpp|ruby|sas|octave|matlab)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One JSON string: its decoded text, and where its contents stand between the quotes, in characters."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class CodeCell:
    """A code cell: its number among all cells, from 1, and its source, which is `listed` line by line or one string."""

    number: int
    pieces: tuple[Piece, ...]
    listed: bool

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def code_cells(text: str) -> tuple[CodeCell, ...]:
    """The Python code cells, in order; none when the notebook is in another language. `UnreadableSourceError` says what is wrong."""
    reader = _Reader(text)
    try:
        reader.read()
    except json.JSONDecodeError as error:
        raise UnreadableSourceError(f"it is not valid JSON: {error.msg}", error.pos) from None
    except (ValueError, RecursionError) as error:
        raise UnreadableSourceError(f"it is not JSON that can be read: {error}") from None
    return tuple(reader.cells) if is_python(reader.metadata) else ()


def is_python(metadata: object) -> bool:
    """Whether a notebook's (or an old cell's) metadata names Python, or no language at all."""
    language = _at(metadata, "language_info", "name") or _at(metadata, "kernelspec", "language")
    if isinstance(language, str):
        return language.lower() in _PYTHON
    kernel = _at(metadata, "kernelspec", "name")
    return not (isinstance(kernel, str) and _FOREIGN_KERNEL.match(kernel))


def _at(value: object, *keys: str) -> object:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


@dataclass
class _Cell:
    kind: object = None
    language: object = "python"
    sources: dict[str, tuple[tuple[Piece, ...], bool]] = field(default_factory=dict)


class _Reader:
    """One pass over the text: only the objects and arrays on the way to a cell's source are walked."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.cells: list[CodeCell] = []
        self.metadata: object = None
        self._count = 0
        self._has_cells = False

    def read(self) -> None:
        end = self._object(self._skip(0), self._top)
        if self._skip(end) != len(self.text):
            raise json.JSONDecodeError("Extra data", self.text, end)
        if not self._has_cells:
            raise UnreadableSourceError("it has no cells, so it is no notebook")

    def _top(self, key: str, at: int) -> int:
        if key == "metadata":
            self.metadata, at = self._value(at)
            return at
        if key == "cells":
            return self._cells(at, "source")
        if key == "worksheets":
            return self._array(at, lambda sheet: self._object(sheet, self._sheet))
        return self._value(at)[1]

    def _sheet(self, key: str, at: int) -> int:
        return self._cells(at, "input") if key == "cells" else self._value(at)[1]

    def _cells(self, at: int, source: str) -> int:
        self._has_cells = True
        return self._array(at, lambda cell: self._cell(cell, source))

    def _cell(self, at: int, source: str) -> int:
        cell = _Cell()

        def member(key: str, at: int) -> int:
            if key in ("source", "input"):
                pieces, listed, at = self._source(at)
                cell.sources[key] = (pieces, listed)
                return at
            value, at = self._value(at)
            if key == "cell_type":
                cell.kind = value
            elif key == "language":
                cell.language = value
            elif key == "metadata":
                cell.language = _at(value, "vscode", "languageId") or cell.language
            return at

        end = self._object(at, member)
        self._count += 1
        if cell.kind == "code" and source in cell.sources and str(cell.language).lower() in _PYTHON:
            self.cells.append(CodeCell(self._count, *cell.sources[source]))
        return end

    def _source(self, at: int) -> tuple[tuple[Piece, ...], bool, int]:
        pieces: list[Piece] = []

        def item(at: int) -> int:
            value, end = self._value(at)
            if not isinstance(value, str):
                raise json.JSONDecodeError("The source of a cell holds something else than text", self.text, at)
            pieces.append(Piece(at + 1, end - 1, value))
            return end

        listed = self.text[at : at + 1] == "["
        end = self._array(at, item) if listed else item(at)
        return tuple(pieces), listed, end

    # JSON

    def _skip(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        assert found is not None  # it matches nothing, too
        return found.end()

    def _value(self, at: int) -> tuple[Any, int]:
        return _DECODER.raw_decode(self.text, at)

    def _mark(self, mark: str, at: int) -> int:
        if self.text[at : at + 1] != mark:
            raise json.JSONDecodeError(f"Expecting {mark!r}", self.text, at)
        return self._skip(at + 1)

    def _object(self, at: int, member: Callable[[str, int], int]) -> int:
        at = self._mark("{", at)
        if self.text[at : at + 1] == "}":
            return at + 1
        while True:
            if self.text[at : at + 1] != '"':
                raise json.JSONDecodeError("Expecting a name in double quotes", self.text, at)
            key, at = self._value(at)
            at = self._skip(member(key, self._mark(":", self._skip(at))))
            if self.text[at : at + 1] == "}":
                return at + 1
            at = self._mark(",", at)

    def _array(self, at: int, item: Callable[[int], int]) -> int:
        at = self._mark("[", at)
        if self.text[at : at + 1] == "]":
            return at + 1
        while True:
            at = self._skip(item(at))
            if self.text[at : at + 1] == "]":
                return at + 1
            at = self._mark(",", at)
