"""Which parts of native code are the source's own: the arguments of a call, where they stand after layout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from infrar_engine.model import Part
from infrar_engine.rewrite.nesting import Text, shifted

Template: TypeAlias = list[str | Text]

_LOOSE = dict.fromkeys(map(ord, " \t\r\n,"))  # what layout adds and takes away between the pieces


def found_in(text: str, template: Sequence[str | Text]) -> tuple[Part, ...]:
    """The parts of `text`, which is the template laid out; none where it isn't, so that nothing is claimed falsely.

    Texts are searched for in their order, each at the first place where what stands before it is the template's.
    """
    parts: list[Part] = []
    position = 0
    before = ""
    for piece in template:
        if isinstance(piece, str):
            before += piece
            continue
        expected = before.translate(_LOOSE)
        at = text.find(piece.text, position)
        while at >= 0 and text[position:at].translate(_LOOSE) != expected:
            at = text.find(piece.text, at + 1)
        if at < 0:
            return ()
        parts += shifted(piece.parts, at)
        position = at + len(piece.text)
        before = ""
    return tuple(parts)
