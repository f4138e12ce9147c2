"""Diagnostics → text for people: what is wrong, where, the line itself, what to do.

error[INF202]: this call of storage.upload has no argument for `destination`
  --> app/main.py:12:5
   |
12 |     upload("reports", "a.csv")
   |     ^^^^^^^^^^^^^^^^^^^^^^^^^^
   = help: the signature is `def upload(bucket, source, destination, ...)`
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from infrar_engine.model import SourceLocation
from infrar_engine.report.cells import Cell, cells, printable
from infrar_engine.report.targets import Reported
from infrar_engine.report.terminal import Terminal

_CUT = "..."
_NAMED = 5  # so many further places of one cause are named
_BEFORE = 24  # so many columns of a cropped line are shown before the place


def diagnostics_text(reported: Iterable[Reported], terminal: Terminal) -> str:
    """All diagnostics, a blank line between two."""
    return "\n".join("".join(f"{line}\n" for line in _lines(each, terminal)) for each in reported)


def place_text(place: SourceLocation) -> str:
    """`app/main.py:12:5`, and for notebooks `notes.ipynb:cell 3:12:5`."""
    cell = f":cell {place.cell}" if place.cell is not None else ""
    return f"{place.path}{cell}:{place.line}:{place.column}"


def _places_text(places: Sequence[SourceLocation]) -> str:
    """`app/main.py:3:1, app/main.py:9:1 and 7 more`."""
    named = ", ".join(place_text(place) for place in places[:_NAMED])
    more = len(places) - _NAMED
    return f"{named} and {more} more" if more > 0 else named


def _lines(reported: Reported, terminal: Terminal) -> Iterator[str]:
    diagnostic = reported.diagnostic
    severity = diagnostic.severity.value
    message = [printable(line, terminal.encoding) for line in diagnostic.message.split("\n")]
    yield terminal.paint(f"{severity}[{diagnostic.code}]", severity) + terminal.paint(f": {message[0]}", "bold")
    yield from (f"  {line}" for line in message[1:])
    place = diagnostic.location
    gutter = " " * (len(str(place.line)) if place and place.text else 1)
    if place is not None:
        shown = printable(place_text(place), terminal.encoding)
        yield f"{gutter}{terminal.paint('-->', 'frame')} {shown}"
        if place.text:
            yield from _excerpt(place, severity, terminal)
    notes = [("also at", _places_text(diagnostic.also))] if diagnostic.also else []
    notes += [("help", line) for line in diagnostic.hint.split("\n") if line]
    if reported.targets:
        notes.append(("for", ", ".join(reported.targets)))
    for label, note in notes:
        mark = terminal.paint("=", "frame")
        yield f"{gutter} {mark} {terminal.paint(label, 'help')}: {printable(note, terminal.encoding)}"


def _excerpt(place: SourceLocation, severity: str, terminal: Terminal) -> Iterator[str]:
    """The line, and carets below it; of a place that spans several lines, the first."""
    number = str(place.line)
    gutter = " " * len(number)
    bar = terminal.paint("|", "frame")
    text = place.text.split("\n")[0]
    shown = cells(text, terminal.encoding)
    start = min(max(place.column - 1, 0), len(shown))
    end = min(place.end_column - 1, len(shown)) if place.end_line == place.line else len(text.rstrip())
    line, before, marked = _cropped(shown, start, max(end, start), terminal.width - len(number) - 3)
    yield f"{gutter} {bar}"
    yield f"{terminal.paint(number, 'frame')} {bar} {line}".rstrip()
    yield f"{gutter} {bar} {' ' * before}{terminal.paint('^' * max(marked, 1), severity)}"


def _cropped(shown: list[Cell], start: int, end: int, room: int) -> tuple[str, int, int]:
    """The part of a line around the place that fits: its text, the columns before the place, those of the place."""
    if sum(cell.width for cell in shown) <= room:
        first, last = 0, len(shown)
    else:
        first, last = _window(shown, start, end, room - 2 * len(_CUT))
    head, tail = _CUT if first else "", _CUT if last < len(shown) else ""
    text = head + "".join(cell.shown for cell in shown[first:last]) + tail
    before = len(head) + sum(cell.width for cell in shown[first:start])
    return text, before, sum(cell.width for cell in shown[start : min(end, last)])


def _window(shown: list[Cell], start: int, end: int, room: int) -> tuple[int, int]:
    first, used = start, 0
    while first and used + shown[first - 1].width <= min(_BEFORE, room):
        first -= 1
        used += shown[first].width
    while first < start and not shown[first].width:  # a combining character without the one it combines with
        first += 1
    last = first
    used = 0
    while last < len(shown) and used + shown[last].width <= room:
        used += shown[last].width
        last += 1
    while last == len(shown) and first and used + shown[first - 1].width <= room:
        first -= 1
        used += shown[first].width
    return first, max(last, start)
