"""A problem in the user's code or configuration: a stable code, a place, a message, a way out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from infrar_engine.model.spans import Span


class Severity(str, Enum):
    """How bad it is: an error stops a build, a warning and a note don't."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class SourceLocation:
    """Where in a file, ready to print: lines and columns from 1, columns in characters; `text` is the source line(s) shown.

    In a notebook lines are those of the cell, and `raw` is the same place in the text of the file.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    text: str = ""
    cell: int | None = None
    raw: SourceLocation | None = None

    @property
    def in_file(self) -> SourceLocation:
        """The place as lines of the file itself, for tools that open it as text."""
        return self if self.raw is None else replace(self.raw, path=self.path)


@dataclass(frozen=True, slots=True, order=True)
class Fix:
    """A mechanical way out: `text` in place of what stands at `location`, which lies on one line."""

    location: SourceLocation
    text: str


def renamed(place: SourceLocation, wrong: str, right: str | None) -> tuple[Fix, ...]:
    """The last `wrong` that a place on one line shows gets `right`; nothing, where it isn't shown or there is none.

    A notebook's text is written in its own way, so that nothing can be replaced there by lines and columns.
    """
    if place.raw is not None:
        return ()
    shown = place.text[place.column - 1 : place.end_column - 1] if place.line == place.end_line else ""
    at = shown.rfind(wrong) if right else -1
    if right is None or at < 0:
        return ()
    column = place.column + at
    return (Fix(replace(place, column=column, end_column=column + len(wrong)), right),)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """`code` is documented in `infrar_engine/codes/`; `hint` says what to do; `span` is the place in bytes, for edits.

    Diagnostics of one code and one `cause` ("" is none) are told as one, which then has the other places in `also`.
    `fixes` are there when the way out needs no thought: a misspelt name has the nearest one. All of them are made, or none.
    """

    code: str
    severity: Severity
    message: str
    location: SourceLocation | None = None
    hint: str = ""
    span: Span | None = None
    cause: str = ""
    also: tuple[SourceLocation, ...] = ()
    fixes: tuple[Fix, ...] = ()
