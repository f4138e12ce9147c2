"""A notebook as a source file: its code cells are one program, in the order of the document, and edits of that program go back
into the strings of the JSON text that it was read from.

The program's text is made of the cells' own lines and of stand-ins for what isn't Python. Between two cells stands a statement
that belongs to neither, so that nothing reaches from one into the next: no statement, no run of imports, no blank lines.
"""

from __future__ import annotations

import codecs
import re
import string
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from infrar_engine.model import Edit, SourceLocation, Span
from infrar_engine.source import ipython
from infrar_engine.source.cell_edits import CellEdit, edited, escaped_length
from infrar_engine.source.cells import CodeCell, code_cells
from infrar_engine.source.project import SourceFile
from infrar_engine.source.syntax import Syntax
from infrar_engine.source.text import SourceText, UneditableError, UnreadableSourceError

_HALF = re.compile("[\ud800-\udfff]")
_SHOWN = 10_000  # longer lines of JSON are not shown: images, whole cells in one string


@dataclass(frozen=True, slots=True)
class Stretch:
    """Bytes of the program and the characters of a cell that they are; stand-ins have the magic they stand for."""

    span: Span
    start: int
    end: int
    magic: ipython.Magic | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """One cell in the program: its bytes, stretch by stretch."""

    cell: CodeCell
    span: Span
    stretches: tuple[Stretch, ...]

    def character(self, program: bytes, offset: int) -> int:
        """The place in the cell, in characters, that an offset into the program means."""
        index = bisect_right(self.stretches, offset, key=lambda stretch: stretch.span.start) - 1
        if index < 0 or offset >= self.span.end:
            return len(self.cell.text) if offset >= self.span.end else 0
        stretch = self.stretches[index]
        if stretch.magic is not None:
            return stretch.start if offset == stretch.span.start else stretch.end
        return stretch.start + len(program[stretch.span.start : offset].decode("utf-8", "replace"))

    def taken_off(self, offset: int) -> str:
        """What isn't in the program, a margin or a prompt, of the line that an offset means or the nearest line above that isn't blank."""
        off = [s for s in self.stretches if s.span.start == s.span.end <= offset and s.magic is None]
        return self.cell.text[off[-1].start : off[-1].end] if off else ""


@dataclass(frozen=True)
class NotebookText(SourceText):
    """`utf8` is the program, `raw` the JSON text that it comes from."""

    raw: str = ""
    units: tuple[Unit, ...] = ()
    seams: tuple[int, ...] = ()  # where the statements between cells stand

    def apply(self, edits: Sequence[Edit]) -> bytes:
        """The notebook's bytes with the program's edits made in its cells; `UneditableError` for one that isn't within a cell."""
        made: dict[int, list[CellEdit]] = {}
        for edit in sorted(edits):
            index = self.unit_at(edit.span.start)
            made.setdefault(index, []).append(self._in_cell(self.units[index], edit))
        changes = [c for index, given in made.items() for c in edited(self.raw, self.units[index].cell, given)]
        pieces, position = list[str](), 0
        for start, end, text in sorted(changes):
            pieces += [self.raw[position:start], text]
            position = end
        data = "".join([*pieces, self.raw[position:]]).encode()
        return codecs.BOM_UTF8 + data if self.bom else data

    def unit_at(self, offset: int) -> int:
        """The cell that a byte of the program belongs to; a line break after a cell's last line is still its."""
        return max(bisect_right(self.units, offset, key=lambda unit: unit.span.start) - 1, 0)

    def _in_cell(self, unit: Unit, edit: Edit) -> CellEdit:
        start, end = edit.span.start, edit.span.end
        text = edit.text.replace("\r\n", "\n")
        if not self.units or start < unit.span.start or max(start, end) > unit.span.end + 1:
            raise UneditableError("an edit would reach from one cell into another", start)
        for stretch in unit.stretches:
            if stretch.magic is not None and start < stretch.span.end and stretch.span.start < end:
                whole = start <= stretch.span.start and stretch.span.end <= end
                if not whole or self.utf8[stretch.span.start : stretch.span.end] in text.encode():
                    raise UneditableError("an edit would change a magic", stretch.span.start)
        if start > unit.span.end:
            text = "\n" + text
        text = re.sub(r"\n(?!\n|\Z)", lambda _: "\n" + unit.taken_off(start), text)
        if text.endswith("\n") and end < unit.span.end and self.utf8[end] not in b"\r\n":
            text += unit.taken_off(end)
        return CellEdit(unit.character(self.utf8, start), unit.character(self.utf8, end), text)


class NotebookSyntax(Syntax):
    """The program's tree; places in it are places in cells."""

    def __init__(self, text: NotebookText, path: str) -> None:
        super().__init__(text.analysed, path)
        self._notebook = text

    def unit(self, offset: int) -> Span:
        notebook = self._notebook
        if not notebook.units:
            return super().unit(offset)
        unit = notebook.units[notebook.unit_at(offset)]
        start = unit.span.start
        for stretch in unit.stretches:  # magics at a cell's top stay there
            if stretch.magic is None and self.text[stretch.span.start : stretch.span.end].strip():
                break
            if stretch.magic is not None:
                start = min(self.line_end(stretch.span.end - 1), unit.span.end)
        return Span(start, unit.span.end)

    def units(self) -> Iterator[Span]:
        yield from (unit.span for unit in self._notebook.units)

    @property
    def has_error(self) -> bool:
        """Whether it isn't valid, as a whole or because a cell is only half of something."""
        return super().has_error or any(self._is_inside(seam) for seam in self._notebook.seams)

    def _is_inside(self, seam: int) -> bool:
        node = self.root.descendant_for_byte_range(seam, seam + 1)
        parent = node.parent if node is not None else None
        return parent is None or parent.type != "expression_statement" or parent.parent != self.root

    def location(self, start: int, end: int) -> SourceLocation:
        notebook = self._notebook
        if not notebook.units:
            return super().location(start, end)
        unit = notebook.units[notebook.unit_at(start)]
        first = unit.character(self.text, start)
        last = max(unit.character(self.text, end), first)
        place = _lines(unit.cell.text, first, last, self.path)
        return replace(place, cell=unit.cell.number, raw=self._in_file(unit.cell, first, last))

    def _in_file(self, cell: CodeCell, first: int, last: int) -> SourceLocation:
        starts = self._raw_lines
        begin, end = _raw_offset(self._notebook.raw, cell, first), _raw_offset(self._notebook.raw, cell, last)
        line, end_line = bisect_right(starts, begin), bisect_right(starts, max(begin, end - 1))
        stop = starts[line] - 1 if line < len(starts) else len(self._notebook.raw)
        text = self._notebook.raw[starts[line - 1] : stop].rstrip("\r") if stop - starts[line - 1] < _SHOWN else ""
        column, end_column = begin - starts[line - 1] + 1, end - starts[end_line - 1] + 1
        return SourceLocation(self.path, line, column, end_line, max(end_column, 1), text)

    @cached_property
    def _raw_lines(self) -> list[int]:
        raw, starts = self._notebook.raw, [0]
        while (found := raw.find("\n", starts[-1])) >= 0:
            starts.append(found + 1)
        return starts


@dataclass(eq=False)
class NotebookFile(SourceFile):
    """`data` is the JSON text; `code` and `text` are the program in it."""

    @cached_property
    def text(self) -> NotebookText:
        bom = self.data.startswith(codecs.BOM_UTF8)
        try:
            raw = self.data[len(codecs.BOM_UTF8) if bom else 0 :].decode()
        except UnicodeDecodeError as error:
            raise UnreadableSourceError(f"it is not UTF-8: {error.reason} at byte {error.start}", error.start) from None
        return program(raw, bom)

    @cached_property
    def syntax(self) -> NotebookSyntax:
        return NotebookSyntax(self.text, self.path)

    @cached_property
    def code(self) -> bytes:
        try:
            return self.text.utf8
        except UnreadableSourceError:
            return b""

    @property
    def magics(self) -> tuple[tuple[Span, ipython.Magic], ...]:
        return tuple((s.span, s.magic) for u in self.text.units for s in u.stretches if s.magic is not None)


def program(raw: str, bom: bool = False) -> NotebookText:
    """The code cells of a notebook's JSON text as one program."""
    cells = code_cells(raw)
    everything = "\n".join(cell.text for cell in cells)
    found = [(cell, ipython.parts(cell.text, everything)) for cell in cells]
    stand_in = _unused_letter(everything)
    out, units, seams = bytearray(), list[Unit](), list[int]()
    for cell, parts in found:
        if units:
            seams.append(len(out) + 1)
            out += f"\n{stand_in}\n\n".encode()
        start, stretches = len(out), list[Stretch]()
        if "\0" in cell.text or _HALF.search(cell.text):
            message = f"cell {cell.number} holds a null character or half of a surrogate pair"
            raise UnreadableSourceError(message, len(raw[: cell.pieces[0].start].encode()))
        for part in parts:
            begin = len(out)
            out += part.text.replace(ipython.STAND_IN, stand_in).encode()
            stretches.append(Stretch(Span(begin, len(out)), part.start, part.end, part.magic))
        units.append(Unit(cell, Span(start, len(out)), tuple(stretches)))
    return NotebookText(bytes(out), bom=bom, raw=raw, units=tuple(units), seams=tuple(seams))


def _unused_letter(code: str) -> str:
    """A name of one letter that the program doesn't have, so that nobody knows its value."""
    words = set(ipython.words(code))
    letters: tuple[str, ...] = ("_", *string.ascii_letters, *map(chr, range(0x3B1, 0x3CA)))
    return next(letter for letter in letters if letter not in words)


def _lines(text: str, first: int, last: int, path: str) -> SourceLocation:
    """Characters of a cell → its lines and columns."""
    final = max(first, last - 1)
    line, end_line = text.count("\n", 0, first) + 1, text.count("\n", 0, final) + 1
    start, end_start = text.rfind("\n", 0, first) + 1, text.rfind("\n", 0, final) + 1
    stop = text.find("\n", first)
    shown = text[start : stop if stop >= 0 else len(text)].rstrip("\r")
    return SourceLocation(path, line, first - start + 1, end_line, last - end_start + 1, shown)


def _raw_offset(raw: str, cell: CodeCell, character: int) -> int:
    """Where a character of a cell stands in the JSON text."""
    for index, piece in enumerate(cell.pieces):
        if character < len(piece.text) or index == len(cell.pieces) - 1:
            return piece.start + escaped_length(raw, piece.start, piece.end, character)
        character -= len(piece.text)
    return 0
