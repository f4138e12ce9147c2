"""Replacements of spans, some inside others → edits that don't overlap, the inner ones made within the text of the outer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from infrar_engine.model import Edit, Origin, Part, Span

UNNAMED = Origin("code")


@dataclass(frozen=True, slots=True)
class Text:
    """A new text, with the parts of it that come from the source."""

    text: str
    parts: tuple[Part, ...] = ()

    def within(self, before: str, after: str) -> Text:
        return Text(f"{before}{self.text}{after}", shifted(self.parts, len(before)))


Render: TypeAlias = Callable[[Sequence[Edit]], Text]  # the edits inside the span → its new text


@dataclass(frozen=True, slots=True)
class Replacement:
    """New text for a span, given what happens inside it, and what that text is."""

    span: Span
    render: Render
    origin: Origin | None = None


def settled(replacements: Sequence[Replacement]) -> list[Edit]:
    """In order, by one pass: a replacement that begins inside another belongs to it; what is inserted before it doesn't."""
    ordered = sorted(replacements, key=lambda r: (r.span.start, r.span.start != r.span.end, -r.span.end))
    done: list[Edit] = []
    open_: list[tuple[Replacement, list[Edit]]] = []

    def close(until: int) -> None:
        while open_ and open_[-1][0].span.end <= until:
            replacement, inside = open_.pop()
            made = replacement.render(inside)
            edit = Edit(replacement.span, made.text, replacement.origin, made.parts)
            (open_[-1][1] if open_ else done).append(edit)

    for replacement in ordered:
        close(replacement.span.start)
        open_.append((replacement, []))
    close(max((r.span.end for r in ordered), default=0))
    return done


def applied(text: bytes, span: Span, edits: Sequence[Edit]) -> Text:
    """The source of a span with the edits inside it made."""
    out: list[str] = []
    parts: list[Part] = []
    length = 0

    def add(piece: str, source: Span, origin: Origin | None = None, inner: tuple[Part, ...] = ()) -> None:
        nonlocal length
        if piece:
            out.append(piece)
            parts.append(Part(length, length + len(piece), source, origin, inner))
            length += len(piece)

    position = span.start
    for edit in sorted(edits):
        if span.contains(edit.span):
            add(text[position : edit.span.start].decode(), Span(position, edit.span.start))
            add(edit.text, edit.span, edit.origin or UNNAMED, edit.parts)
            position = edit.span.end
    add(text[position : span.end].decode(), Span(position, span.end))
    return Text("".join(out), tuple(parts))


def shifted(parts: Iterable[Part], by: int) -> tuple[Part, ...]:
    """The parts of a text, when `by` characters come to stand before it."""
    return tuple(replace(part, start=part.start + by, end=part.end + by) for part in parts)
