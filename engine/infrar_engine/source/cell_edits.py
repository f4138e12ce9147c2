"""Edits of a cell's text → replacements in the JSON text that holds it.

Only the strings that an edit touches are written, and within these only what the edit replaces: the escapes of everything else
stay as they were. New lines of a source that is a list become strings of their own, set as their neighbours are.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from infrar_engine.source.cells import CodeCell

_CHARACTER = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\]", re.S)
_CUT = "\0"  # where one string of a list ends and the next begins; JSON has no such character


@dataclass(frozen=True, slots=True, order=True)
class CellEdit:
    """Replace the characters `start` to `end` of a cell."""

    start: int
    end: int
    text: str


def escaped_length(raw: str, start: int, end: int, characters: int) -> int:
    """How much of the JSON string from `start` the first so many characters take."""
    if raw.find("\\", start, min(end, start + characters)) < 0:
        return min(characters, end - start)
    at = start
    for _ in range(characters):
        found = _CHARACTER.match(raw, at, end)
        if found is None:
            break
        at = found.end()
    return at - start


def edited(raw: str, cell: CodeCell, edits: Sequence[CellEdit]) -> list[tuple[int, int, str]]:
    """What to replace in `raw`, for edits in order that don't overlap."""
    edits = _ended_as_it_was(cell.text, edits)
    strings = _Strings(raw, cell)
    groups = [(*touched, strings.content(*touched)) for touched in strings.groups(edits)]
    if len(groups) > 1 and not all(content for *_, content in groups):
        whole = (groups[0][0], groups[-1][1], list(edits))
        groups = [(*whole, strings.content(*whole))]
    return [strings.replacement(first, last, content) for first, last, _, content in groups]


def _ended_as_it_was(text: str, edits: Sequence[CellEdit]) -> list[CellEdit]:
    """Where an edit reaches a cell's end, the cell ends with as many line breaks as before; inserted lines end as the cell's do."""
    newline = "\r\n" if "\r\n" in text else "\n"
    out = list(edits)
    body = len(text.rstrip("\r\n"))
    last = out[-1]
    if last.start <= body <= last.end:
        start, kept = last.start, last.text.rstrip("\n")
        before = out[-2].end if len(out) > 1 else 0
        while not kept and start > before and text[start - 1] in "\r\n":
            start -= 1  # what stood before it ends the cell now
        out[-1] = CellEdit(start, body, kept)
    return [CellEdit(e.start, e.end, e.text.replace("\n", newline)) for e in out]


class _Strings:
    """The strings of one cell's source in the JSON text."""

    def __init__(self, raw: str, cell: CodeCell) -> None:
        self.raw = raw
        self.cell = cell
        self.starts = [0, *accumulate(len(piece.text) for piece in cell.pieces)]

    def groups(self, edits: Sequence[CellEdit]) -> list[tuple[int, int, list[CellEdit]]]:
        """Edits with the strings (first and last) that they touch; those that touch the same are together."""
        out: list[tuple[int, int, list[CellEdit]]] = []
        final = len(self.cell.pieces) - 1
        for edit in edits:
            first = min(bisect_right(self.starts, edit.start) - 1, final)
            last = max(first, min(bisect_left(self.starts, edit.end) - 1, final))
            if out and first <= out[-1][1]:
                begin, end, inside = out.pop()
                out.append((begin, max(end, last), [*inside, edit]))
            else:
                out.append((first, last, [edit]))
        return out

    def content(self, first: int, last: int, edits: Sequence[CellEdit]) -> list[str]:
        """The contents of the strings `first` to `last` with edits made, as they stand between quotes."""
        out = ""
        at = self.starts[first]
        for edit in edits:
            out += self._between(first, last, at, edit.start, out)
            out += self._written(edit.text)
            at = edit.end
        out += self._between(first, last, at, self.starts[last + 1], out)
        return [each for each in out.split(_CUT) if each]

    def _between(self, first: int, last: int, start: int, end: int, before: str) -> str:
        """The characters `start` to `end` as they are, cut where one string ends and the next begins."""
        out = _CUT if start in self.starts[first + 1 : last + 1] and before.endswith("\\n") else ""
        for index in range(first, last + 1):
            piece, offset = self.cell.pieces[index], self.starts[index]
            begin, stop = max(start, offset), min(end, self.starts[index + 1])
            if begin < stop:
                from_ = piece.start + escaped_length(self.raw, piece.start, piece.end, begin - offset)
                out += self.raw[from_ : from_ + escaped_length(self.raw, from_, piece.end, stop - begin)]
            if index < last and start < self.starts[index + 1] <= end:
                out += _CUT
        return out

    def _written(self, text: str) -> str:
        ascii_only = self.raw.isascii()
        lines = [json.dumps(line, ensure_ascii=ascii_only)[1:-1] for line in text.split("\n")]
        return ("\\n" + _CUT if self.cell.listed else "\\n").join(lines)

    def replacement(self, first: int, last: int, content: Sequence[str]) -> tuple[int, int, str]:
        pieces = self.cell.pieces
        if not self.cell.listed:
            return pieces[0].start, pieces[0].end, "".join(content)
        if not content and first > 0:
            return pieces[first - 1].end + 1, pieces[last].end + 1, ""
        if not content and last + 1 < len(pieces):
            return pieces[first].start - 1, pieces[last + 1].start - 1, ""
        return pieces[first].start, pieces[last].end, f'"{self._separator}"'.join(content)

    @property
    def _separator(self) -> str:
        """What stands between two strings of the list: as between its first two, else as before its only one."""
        pieces, raw = self.cell.pieces, self.raw
        if len(pieces) > 1:
            return raw[pieces[0].end + 1 : pieces[1].start - 1]
        before = raw[raw.rindex("[", 0, pieces[0].start) + 1 : pieces[0].start - 1]
        return f",{before}" if before else ", " if '": ' in raw else ","
