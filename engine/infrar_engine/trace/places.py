"""A line of a rewritten file (and columns in it, where they are known) → where it comes from in the source.

Text between the spans of a map is the source's own, as is what a span copied. Where a line holds text of several lines of
the source and nothing tells which of them is meant, the answer is all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from infrar_engine.trace.record import GeneratedSpan, Position, Range

_ENDLESS = 1 << 60
_HARMLESS = re.compile(
    r"""(?<!\w)[rbuRBU]{0,2}(?:"[^"\\]*"|'[^'\\]*')|\b\d[\w.]*|\b(?:None|True|False)\b|\#.*|\w+\s*=(?!=)"""
)
_BRACKETS = " \t\r\f()[]{},:;="


@dataclass(frozen=True, slots=True)
class Place:
    """Lines `line` to `end_line` of the source, 0 when nothing there corresponds.

    `span` is the generated code that stands there; None for the source's own text. `column` is 0 when it isn't known.
    """

    line: int
    end_line: int
    span: GeneratedSpan | None = None
    column: int = 0


@dataclass(frozen=True, slots=True)
class _Region:
    """Columns of one line that have one origin; `place` is that of their first, `free` those that no inner region has."""

    start: int
    end: int
    place: Place
    free: tuple[tuple[int, int], ...]


def source_place(
    spans: Sequence[GeneratedSpan], line: int, columns: tuple[int, int] | None = None, text: str | None = None
) -> Place:
    """Where a line comes from. `columns` (from 1, the end exclusive) are the failing expression's; `text` is the whole line."""
    regions = list(_regions(spans, line))
    if not regions:
        return Place(0, 0)  # no file has such a line
    if columns is not None:
        return _narrowest(regions, columns)
    added = [region.place for region in regions if region.place.span is not None and _is_added(region.place.span)]
    if added:
        return added[-1]
    present = [region for region in regions if _acts(region, None)] or regions
    return _any_of([region for region in present if _acts(region, text)] or present)


def _is_added(span: GeneratedSpan) -> bool:
    """Whether it is a definition, which has lines of its own."""
    return span.source is None and span.kind != "imports"


def _any_of(acting: Sequence[_Region]) -> Place:
    """All lines that regions come from, as one place."""
    generated = [region.place for region in acting if region.place.span is not None]
    places = [region.place for region in acting if region.place.line]
    if not places:
        return generated[-1]
    first, last = min(place.line for place in places), max(place.end_line for place in places)
    native = next((place for place in generated if place.line), None)
    return Place(first, last, native.span if native is not None else None)


def _narrowest(regions: Sequence[_Region], columns: tuple[int, int]) -> Place:
    """The innermost region that holds the columns; when they reach over its end, what is around it begins where they begin."""
    start, end = columns
    around = [region for region in regions if region.start <= start < max(region.end, region.start + 1)]
    whole = [region for region in around if end <= region.end]
    if not around:
        return _any_of(regions)
    found = (
        min(whole, key=lambda region: region.end - region.start)
        if whole
        else max(around, key=lambda region: region.end - region.start)
    )
    place = found.place
    return place if place.span is not None else replace(place, column=place.column + start - found.start)


def _acts(region: _Region, text: str | None) -> bool:
    """Whether something of the region's own can fail: more than brackets, commas, constants and the names of arguments."""
    pieces = [(start, end) for start, end in region.free if end > start]
    if text is None:
        return bool(pieces)
    return any(_HARMLESS.sub("", text[start - 1 : end - 1]).strip(_BRACKETS) for start, end in pieces)


def _regions(spans: Sequence[GeneratedSpan], line: int) -> Iterator[_Region]:
    """The regions of a line, outer ones before those within them."""
    generated, source = (1, 1), (1, 1)
    for outer, inside in _grouped(spans):
        yield from _own(generated, outer.generated.start, source, line)
        yield from _within(outer, inside, line)
        if outer.source is None:  # a file that has no source
            return
        generated, source = outer.generated.end, outer.source.end
    yield from _own(generated, (_ENDLESS, 1), source, line)


def _grouped(spans: Sequence[GeneratedSpan]) -> Iterator[tuple[GeneratedSpan, list[GeneratedSpan]]]:
    """Each outermost span with those within it."""
    outer: GeneratedSpan | None = None
    inside: list[GeneratedSpan] = []
    for span in spans:
        if outer is not None and span.generated.start < outer.generated.end:
            inside.append(span)
            continue
        if outer is not None:
            yield outer, inside
        outer, inside = span, []
    if outer is not None:
        yield outer, inside


def _own(start: Position, end: Position, source: Position, line: int) -> Iterator[_Region]:
    """The source's own text between two places, as far as it stands on a line."""
    columns = _on_line(Range(start, end), line)
    if columns is not None:
        there = source[0] + line - start[0]
        column = source[1] + columns[0] - start[1] if line == start[0] else columns[0]
        yield _Region(*columns, Place(there, there, None, column), (columns,))


def _within(outer: GeneratedSpan, inside: Sequence[GeneratedSpan], line: int) -> Iterator[_Region]:
    if _on_line(outer.generated, line) is None:
        return
    for index, span in enumerate((outer, *inside)):
        columns = _on_line(span.generated, line)
        if columns is None:
            continue
        below = [each.generated for each in inside[index:] if each is not span]
        inner = [_on_line(each, line) for each in (*(c.generated for c in span.copied), *below)]
        taken = sorted(each for each in inner if each is not None and columns[0] <= each[0] and each[1] <= columns[1])
        yield _Region(*columns, _stands_for(span), tuple(_without(columns, taken)))
        for copied in span.copied:
            yield from _own(copied.generated.start, copied.generated.end, copied.source, line)


def _stands_for(span: GeneratedSpan) -> Place:
    """A native call fails where the call in the source begins; imports stand for all of those that they replace."""
    if span.source is None or span.source.is_empty:
        return Place(0, 0, span)
    first, (last, column) = span.source.start[0], span.source.end
    last = last - 1 if column == 1 and last > first else last
    return Place(first, last if span.kind == "imports" else first, span, span.source.start[1])


def _on_line(where: Range, line: int) -> tuple[int, int] | None:
    """The columns of a range on a line, None when there are none."""
    if not where.start[0] <= line <= where.end[0]:
        return None
    start = where.start[1] if where.start[0] == line else 1
    end = where.end[1] if where.end[0] == line else _ENDLESS
    return (start, end) if start < end else None


def _without(columns: tuple[int, int], taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    position = columns[0]
    for start, end in taken:
        yield position, start
        position = max(position, end)
    yield position, columns[1]
