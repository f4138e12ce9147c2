"""Diagnostics → workflow commands, which GitHub Actions shows at the lines of a pull request."""

from __future__ import annotations

from collections.abc import Iterable

from infrar_engine.model import Diagnostic, Severity, SourceLocation
from infrar_engine.report.targets import Reported
from infrar_engine.report.text import place_text

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def workflow_commands(reported: Iterable[Reported]) -> str:
    """A line a place: `::error file=app.py,line=1,col=3,title=INF202::what is wrong`."""
    return "".join(f"{_command(each, place)}\n" for each in reported for place in _places(each.diagnostic))


def _places(diagnostic: Diagnostic) -> tuple[SourceLocation | None, ...]:
    return (diagnostic.location, *diagnostic.also)


def _command(reported: Reported, place: SourceLocation | None) -> str:
    diagnostic = reported.diagnostic
    cell = place_text(place) if place is not None and place.cell else ""
    place = place.in_file if place is not None else None
    properties: list[tuple[str, str]] = []
    if place is not None:
        properties += [("file", place.path), ("line", str(place.line)), ("endLine", str(place.end_line))]
        if place.end_line == place.line:  # columns are only read where the lines are the same
            properties += [("col", str(place.column)), ("endColumn", str(place.end_column))]
    properties.append(("title", diagnostic.code))
    named = ",".join(f"{name}={_property(value)}" for name, value in properties)
    targets = f"For {', '.join(reported.targets)}." if reported.targets else ""
    text = "\n".join(part for part in (cell, diagnostic.message, diagnostic.hint, targets) if part)
    return f"::{_COMMANDS[diagnostic.severity]} {named}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
