"""Diagnostics for the tests of reports."""

from __future__ import annotations

from infrar_engine.model import Diagnostic, Severity, SourceLocation
from infrar_engine.report.targets import Reported


def at(text: str, marked: str, *, line: int = 12, path: str = "app/main.py", cell: int | None = None) -> SourceLocation:
    """The place of `marked` in a line of source."""
    column = text.index(marked) + 1
    return SourceLocation(path, line, column, line, column + len(marked), text, cell)


def problem(
    place: SourceLocation | None = None,
    message: str = "it is wrong",
    *,
    code: str = "INF202",
    hint: str = "",
    severity: Severity = Severity.ERROR,
    targets: tuple[str, ...] = (),
) -> Reported:
    return Reported(Diagnostic(code, severity, message, place, hint), targets)
