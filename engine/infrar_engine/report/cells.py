"""Text → what a terminal shows of it, character by character, and how wide that is.

Control characters, characters that reorder a line, and those that the terminal's encoding lacks are shown as escapes:
a file name can't recolour a screen, hide a line or move a cursor.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_TAB = 4
_HARMLESS = "\u200c\u200d"  # joiners: scripts and emoji need them


@dataclass(frozen=True, slots=True)
class Cell:
    """One character as it is shown."""

    shown: str
    width: int


def cells(text: str, encoding: str = "utf-8") -> list[Cell]:
    """One cell a character; a tab reaches to the next multiple of four columns."""
    found: list[Cell] = []
    column = 0
    for character in text:
        cell = _cell(character, column, encoding)
        column += cell.width
        found.append(cell)
    return found


def printable(text: str, encoding: str = "utf-8") -> str:
    """The text on one line, safe to print. Pure and simple text comes back as it is."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(cell.shown for cell in cells(text, encoding))


def width(text: str) -> int:
    return len(text) if text.isascii() else sum(cell.width for cell in cells(text))


def _cell(character: str, column: int, encoding: str) -> Cell:
    if character == "\t":
        reach = _TAB - column % _TAB
        return Cell(" " * reach, reach)
    if character.isascii() and character.isprintable():
        return Cell(character, 1)
    category = unicodedata.category(character)
    if (category[0] == "C" and character not in _HARMLESS) or category in ("Zl", "Zp"):
        return _escaped(character)
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return _escaped(character)
    if category in ("Mn", "Me", "Cf"):
        return Cell(character, 0)
    return Cell(character, 2 if unicodedata.east_asian_width(character) in "WF" else 1)


def _escaped(character: str) -> Cell:
    number = ord(character)
    text = f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
    return Cell(text, len(text))
