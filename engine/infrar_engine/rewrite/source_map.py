"""Edits → where the text of a rewritten file comes from, span by span: what `source_maps` of a build record holds.

Between the spans a file is the source's own, so nothing is said of it: the map is as long as the edits are many.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from infrar_engine.model import Edit, Part, Span
from infrar_engine.rewrite.nesting import UNNAMED
from infrar_engine.source.project import SourceFile


def file_map(file: SourceFile | None, edits: Sequence[Edit]) -> list[dict[str, Any]]:
    """The map of one file, or of one that is all generated; spans of a notebook have their `cell`, and lines count from its first."""
    if file is None or not file.is_notebook:
        return source_map(file.text.analysed if file is not None else None, edits)
    entries: list[dict[str, Any]] = []
    for unit in file.syntax.units():
        inside = [
            replace(e, span=Span(min(e.span.start, unit.end), min(e.span.end, unit.end)))
            for e in edits
            if unit.start <= e.span.start <= unit.end + 1
        ]
        cell = file.syntax.location(unit.start, unit.start).cell or 0
        entries += [{"cell": cell, **entry} for entry in source_map(file.text.utf8[: unit.end], inside, unit.start)]
    return entries


def source_map(source: bytes | None, edits: Sequence[Edit], begin: int = 0) -> list[dict[str, Any]]:
    """The spans of the rewritten file that are not the source's own, each before those within it.

    `generated` and `source` are ranges such as "3:1-4:12": lines and columns (in characters) from 1, the end exclusive.
    `copied` are the ranges of a span that are the source's own, with where each begins there. A file that is all generated
    has no source. Lines count from the byte `begin`.
    """
    text_before, places = source or b"", _Places(source or b"", begin)
    entries: list[dict[str, Any]] = []
    line, column, position = 1, 1, begin
    for edit in sorted(edits):
        line, column = _after(text_before[position : edit.span.start].decode(), line, column)
        text = _Text(edit.text, line, column)
        replaces = edit.span if source is not None else None
        whole = Part(0, len(edit.text), replaces, edit.origin or UNNAMED, edit.parts)
        entries += _entries(whole, 0, text, places)
        line, column = text.place(len(edit.text))
        position = edit.span.end
    return entries


def _entries(part: Part, start: int, text: _Text, places: _Places) -> Iterator[dict[str, Any]]:
    """A part that is not the source's own, and those within it; `start` is where it begins in the edit's text."""
    assert part.origin is not None
    entry: dict[str, Any] = {"generated": text.range(start, start + part.end - part.start), "kind": part.origin.kind}
    if part.origin.of:
        entry["of"] = part.origin.of
    if part.source is not None:
        entry["source"] = places.range(part.source)
    copied = {
        text.range(start + inner.start, start + inner.end): places.place(inner.source.start)
        for inner in part.parts
        if inner.origin is None and inner.source is not None
    }
    if copied:
        entry["copied"] = copied
    yield entry
    for inner in part.parts:
        if inner.origin is not None:
            yield from _entries(inner, start + inner.start, text, places)


def _after(text: str, line: int, column: int) -> tuple[int, int]:
    """The place behind `text`, which begins at a place."""
    lines = text.count("\n")
    return (line + lines, len(text) - text.rindex("\n")) if lines else (line, column + len(text))


class _Text:
    """A new text that begins at a place of the rewritten file."""

    def __init__(self, text: str, line: int, column: int) -> None:
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self._line, self._column = line, column

    def place(self, offset: int) -> tuple[int, int]:
        index = bisect_right(self._starts, offset) - 1
        return self._line + index, offset - self._starts[index] + (1 if index else self._column)

    def range(self, start: int, end: int) -> str:
        return _range(self.place(start), self.place(end))


class _Places:
    """Byte offsets of a source → lines and columns."""

    def __init__(self, source: bytes, begin: int) -> None:
        self._source, self._ascii = source, source.isascii()
        self._starts = [begin, *(found.end() for found in re.compile(b"\n").finditer(source, begin))]

    def _at(self, offset: int) -> tuple[int, int]:
        index = bisect_right(self._starts, offset) - 1
        start = self._starts[index]
        return index + 1, (offset - start if self._ascii else len(self._source[start:offset].decode())) + 1

    def place(self, offset: int) -> str:
        line, column = self._at(offset)
        return f"{line}:{column}"

    def range(self, span: Span) -> str:
        return _range(self._at(span.start), self._at(span.end))


def _range(start: tuple[int, int], end: tuple[int, int]) -> str:
    return f"{start[0]}:{start[1]}-{end[0]}:{end[1]}"
