"""Lines of a program's output, one by one → the same lines, with the place in the source beside each frame of the build.

A frame waits for the line below it, and where its own line doesn't say which line of the source it was, for the marks below
that. Everything else goes out at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from infrar_engine.trace.frames import Frame, below, code, following, frames, marked
from infrar_engine.trace.paths import Paths
from infrar_engine.trace.places import Place, source_place
from infrar_engine.trace.record import GeneratedSpan, Record

ARROW = "  <- "
_HEADER = re.compile(r"\(most recent call (last|first)\)")
_REPEATED = "[Previous line repeated"
_KINDS = {
    "helper": "helper for {}",
    "client": "client for {}",
    "support": "code for {}",
    "type": "{}",
    "errors": "error classes",
    "names": "names of resources",
    "lookup": "names of resources",
}


class Files(Protocol):
    """What is at hand of the project and of the build. Lines count from 1; None is what isn't known."""

    def shown(self, path: str) -> str:
        """How to name a file of the project."""

    def source_line(self, path: str, line: int) -> str | None:
        """A line of the source that was built."""

    def generated_line(self, path: str, line: int) -> str | None:
        """A line of what was built."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A frame, on which line of the input it ends, and what is known of it: its file in the project and the place there.

    `caller` is the last place in the source that led to generated code. `other_build` is True for a frame that shows
    something else than the build has there.
    """

    frame: Frame
    input_line: int
    path: str = ""
    place: Place | None = None
    caller: tuple[str, int] | None = None
    other_build: bool = False


@dataclass(frozen=True, slots=True)
class _Held:
    """A line that ends with a frame of the build, and the lines below that say more of it."""

    line: str
    frame: Frame
    number: int
    path: str
    sure: bool
    below: tuple[str, ...] = ()


class Annotator:
    """`feed` it lines, `finish`, and write what comes; `taken` are the frames. `paint` colours what is added."""

    def __init__(self, record: Record, files: Files, paint: Callable[[str], str] = str) -> None:
        self._explained: list[Explained] = []
        self._record, self._files, self._paint = record, files, paint
        self._paths = Paths(record)
        self._held: _Held | None = None
        self._caller: tuple[str, int] | None = None
        self._column = 0
        self._callers_below = False
        self._number = self._last_frame = 0

    def feed(self, line: str) -> str:
        """Take one line, with its end; return what can be written."""
        self._number += 1
        held = self._held
        if held is None:
            return self._read(line)
        if not self._tells_more(held, line):
            return self.finish() + self._read(line)
        self._held = _Held(held.line, held.frame, held.number, held.path, held.sure, (*held.below, line))
        return "" if len(self._held.below) == 1 and self._is_open(held) else self.finish()

    def finish(self) -> str:
        """What is still to be written."""
        held, self._held = self._held, None
        if held is None:
            return ""
        lines = [below(line, held.frame) or "" for line in held.below]
        text = self._explain(held.frame, held.number, held.path, lines, sure=held.sure)
        end = held.frame.end
        return held.line[:end] + text + held.line[end:] + "".join(held.below)

    def taken(self) -> list[Explained]:
        """The frames since the last time."""
        taken, self._explained = self._explained, []
        return taken

    def _read(self, line: str) -> str:
        out, position = "", 0
        for frame in frames(line):
            self._notice(line[position : frame.end])
            self._column, self._last_frame = frame.column, self._number
            out, position = out + line[position : frame.end], frame.end
            found = self._paths.find(frame.path)
            if found is None:
                self._explained.append(Explained(frame, self._number))
                continue
            path, sure = found
            alone = not line[frame.end :].strip()
            if alone and self._files.generated_line(path, frame.line) is not None:
                whole = out + line[position:]
                moved = Frame(frame.path, frame.line, frame.name, frame.column, len(out), frame.escaped)
                self._held = _Held(whole, moved, self._number, path, sure)
                return ""
            out += self._explain(frame, self._number, path, following(line, frame), sure=sure, alone=alone)
        if position == 0:
            self._notice(line)
            self._end(line)
        return out + line[position:]

    # Where one traceback ends and the next begins

    def _notice(self, text: str) -> None:
        """Forget callers at the beginning of a traceback."""
        header = _HEADER.search(text)
        if header is not None:
            self._caller, self._callers_below = None, header[1] == "first"

    def _end(self, line: str) -> None:
        """Forget callers at a line that belongs to no frame."""
        shallow = line[self._column : self._column + 2].strip(" \t\xa0")
        if shallow and _REPEATED not in line and self._number > self._last_frame + 1:
            self._caller = None

    # Frames

    def _tells_more(self, held: _Held, line: str) -> bool:
        lower = below(line, held.frame)
        if lower is None or next(frames(line), None) is not None:
            return False
        return marked(lower) is not None if held.below else code(lower) is not None

    def _is_open(self, held: _Held) -> bool:
        """Whether marks below the code can tell more than the line alone."""
        place = self._place(held.path, held.frame.line, None)
        return place.line != place.end_line and (place.span is None or place.span.kind != "imports")

    def _place(self, path: str, line: int, columns: tuple[int, int] | None) -> Place:
        return source_place(self._record.maps.get(path, ()), line, columns, self._files.generated_line(path, line))

    def _explain(
        self, frame: Frame, number: int, path: str, lower: Sequence[str], *, sure: bool, alone: bool = True
    ) -> str:
        """What to write beside a frame, given the lines below it."""
        text = self._files.generated_line(path, frame.line)
        shown = code(lower[0]) if lower else None
        if text is not None and shown is not None and shown != text.strip():
            self._explained.append(Explained(frame, number, other_build=sure))
            return ""
        if not sure and (text is None or shown is None):
            self._explained.append(Explained(frame, number))
            return ""
        marks = marked(lower[1]) if text is not None and shown is not None and len(lower) > 1 else None
        indentation = len(text) - len(text.lstrip()) if text is not None else 0
        columns = (marks[0] + indentation + 1, marks[1] + indentation + 1) if marks is not None else None
        place = self._place(path, frame.line, columns)
        caller = None
        if not place.line and place.span is None:
            self._explained.append(Explained(frame, number))
            return ""
        if place.line:
            self._caller = (path, place.line)
        else:
            caller = self._caller
        self._explained.append(Explained(frame, number, path, place, caller))
        return self._paint(f"{ARROW}{self._described(path, place, caller, alone=alone)}")

    def _described(self, path: str, place: Place, caller: tuple[str, int] | None, *, alone: bool) -> str:
        if not place.line:
            assert place.span is not None
            return f"generated: {_kind(place.span)}{self._called_by(place.span, caller)}"
        span = f"-{place.end_line}" if place.end_line != place.line else ""
        where = f"{self._files.shown(path)}:{place.line}{span}"
        if place.span is None:
            return where
        source = self._files.source_line(path, place.line) if alone and not span else None
        return f"{where}: {source.strip() if source is not None else place.span.of or place.span.kind}"

    def _called_by(self, span: GeneratedSpan, caller: tuple[str, int] | None) -> str:
        if span.kind != "helper":
            return ""
        if self._callers_below:
            return ", called by the frame below"
        return f", called from {self._files.shown(caller[0])}:{caller[1]}" if caller is not None else ""


def _kind(span: GeneratedSpan) -> str:
    return _KINDS.get(span.kind, span.kind).format(span.of)
