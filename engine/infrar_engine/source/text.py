"""Bytes of a file → text that can be analysed and edited by byte offsets, and back to the bytes it came from.

Analysis works on UTF-8 with every line ending one that the parser knows; the offsets are those of the file's own text in
UTF-8, so an edit found in one is an edit of the other. A file that would not come back byte for byte is refused.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from infrar_engine.model import Edit

_BOM = codecs.BOM_UTF8
_CODING = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK = re.compile(rb"^[ \t\f]*(?:[#\r\n]|$)")
_LONE_CR = re.compile(rb"\r(?!\n)")


class UnreadableSourceError(Exception):
    """Why a file can't be edited exactly, and what to do; `offset` is the first bad byte, where there is one."""

    def __init__(self, reason: str, offset: int = 0, hint: str = "save it as UTF-8") -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset
        self.hint = hint


class UneditableError(Exception):
    """An edit that can't be made where it would have to be; `offset` is its place in the text."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


@dataclass(frozen=True)
class SourceText:
    """A file's text: `utf8` is what the file says, without a byte order mark, in UTF-8."""

    utf8: bytes
    encoding: str = "utf-8"
    bom: bool = False

    @cached_property
    def analysed(self) -> bytes:
        """The text as the parser reads it: the same length, with a lone CR as the line ending it is to Python."""
        return _LONE_CR.sub(b"\n", self.utf8) if b"\r" in self.utf8 else self.utf8

    @cached_property
    def newline(self) -> str:
        """The line ending that inserted lines take: the file's first."""
        found = re.search(rb"\r\n|\r|\n", self.utf8)
        return found.group().decode() if found else "\n"

    def apply(self, edits: Sequence[Edit]) -> bytes:
        """The file's bytes with non-overlapping `edits` made; without edits, the very bytes it was read from."""
        pieces: list[bytes] = []
        position = 0
        for edit in sorted(edits):
            if edit.span.start < position:
                message = f"overlapping edits at byte {edit.span.start}: {edit.text!r}"
                raise AssertionError(message)
            text = edit.text.replace("\r\n", "\n").replace("\n", self.newline)
            pieces += [self.utf8[position : edit.span.start], text.encode()]
            position = edit.span.end
        pieces.append(self.utf8[position:])
        return self.encode(b"".join(pieces))

    def encode(self, utf8: bytes) -> bytes:
        if self.encoding == "utf-8":
            return (_BOM if self.bom else b"") + utf8
        return utf8.decode().encode(self.encoding)


def read_text(data: bytes) -> SourceText:
    """Decode a Python file as Python does (PEP 263), or raise `UnreadableSourceError`."""
    if b"\0" in data:
        hint = "save it as UTF-8; or, if it isn't Python, leave it out with `exclude:` in infrar.yaml"
        raise UnreadableSourceError("there is a null byte in this file, so it is no Python", data.index(b"\0"), hint)
    bom = data.startswith(_BOM)
    body = data[len(_BOM) :] if bom else data
    encoding = _declared_encoding(body)
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        bad = f"the byte 0x{body[error.start]:02x} is no {encoding.upper()}"
        hint = "save it as UTF-8, or say in its first line which encoding it has: # -*- coding: latin-1 -*-"
        if encoding != "utf-8":
            hint = f"save it as {encoding}, or correct its coding line"
        offset = error.start + (len(_BOM) if bom else 0)
        raise UnreadableSourceError(f"this file can't be read as text: {bad}", offset, hint) from None
    except (UnicodeError, LookupError):  # codecs that are none of text (rot13), or take only some (idna)
        reason = f"this file declares the encoding {encoding}, in which no program can be written"
        raise UnreadableSourceError(reason, hint="save it as UTF-8 and take the coding line out") from None
    if encoding == "utf-8":
        return SourceText(body, encoding, bom)
    if bom:
        reason = f"this file begins with a UTF-8 byte order mark and declares {encoding}"
        raise UnreadableSourceError(reason, hint="take the coding line out")
    if not _comes_back(text, encoding, body):
        reason = f"this file's {encoding} text can't be written back byte for byte"
        raise UnreadableSourceError(reason, hint="save it as UTF-8 and take the coding line out")
    return SourceText(text.encode(), encoding)


def _comes_back(text: str, encoding: str, body: bytes) -> bool:
    try:
        return text.encode(encoding) == body and bool(text.encode())
    except UnicodeError:
        return False


def _declared_encoding(body: bytes) -> str:
    for line in body[:4096].splitlines()[:2]:
        found = _CODING.match(line)
        if found:
            name = found.group(1).decode("ascii", "replace")
            try:
                return codecs.lookup(name).name
            except LookupError:
                reason, hint = f"this file declares the unknown encoding {name}", "correct its coding line"
                raise UnreadableSourceError(reason, body.find(found.group(1)), hint) from None
        if not _BLANK.match(line):
            break
    return "utf-8"
