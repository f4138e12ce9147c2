"""Replacements of spans, some inside others → edits that don't overlap, the inner ones made within the text of the outer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from infrar_engine.model import Edit, Span

Render: TypeAlias = Callable[[Sequence[Edit]], str]  # the edits inside the span → its new text


@dataclass(frozen=True, slots=True)
class Replacement:
    """New text for a span, given what happens inside it."""

    span: Span
    render: Render


def settled(replacements: Sequence[Replacement]) -> list[Edit]:
    """In order, by one pass: a replacement that begins inside another belongs to it; what is inserted before it doesn't."""
    ordered = sorted(replacements, key=lambda r: (r.span.start, r.span.start != r.span.end, -r.span.end))
    done: list[Edit] = []
    open_: list[tuple[Replacement, list[Edit]]] = []

    def close(until: int) -> None:
        while open_ and open_[-1][0].span.end <= until:
            replacement, inside = open_.pop()
            edit = Edit(replacement.span, replacement.render(inside))
            (open_[-1][1] if open_ else done).append(edit)

    for replacement in ordered:
        close(replacement.span.start)
        open_.append((replacement, []))
    close(max((r.span.end for r in ordered), default=0))
    return done


def applied(text: bytes, span: Span, edits: Sequence[Edit]) -> str:
    """The source of a span with the edits inside it made."""
    out: list[bytes] = []
    position = span.start
    for edit in sorted(edits):
        if span.contains(edit.span):
            out += [text[position : edit.span.start], edit.text.encode()]
            position = edit.span.end
    out.append(text[position : span.end])
    return b"".join(out).decode()
