"""Diagnostics and results → JSON, version 1 of the format that `docs/cli.md` describes.

Fields may be added within a version; none changes its meaning or goes away.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from infrar_engine.model import Severity, SourceLocation
from infrar_engine.report.targets import Reported, counts

VERSION = 1


def document(reported: Sequence[Reported], more: Mapping[str, Any] | None = None) -> str:
    """One JSON object: the diagnostics, how many there are, and what the command adds."""
    found = counts(reported)
    content: dict[str, Any] = {
        "version": VERSION,
        "diagnostics": diagnostics_json(reported),
        "summary": {f"{severity.value}s": found[severity] for severity in Severity},
        **(more or {}),
    }
    return dumps(content)


def dumps(content: object) -> str:
    """JSON that can be written in any encoding which has ASCII: what isn't a character is escaped as JSON does."""
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def diagnostics_json(reported: Iterable[Reported]) -> list[dict[str, Any]]:
    return [_diagnostic(each) for each in reported]


def _diagnostic(reported: Reported) -> dict[str, Any]:
    diagnostic = reported.diagnostic
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "targets": list(reported.targets),
        "location": _location(diagnostic.location) if diagnostic.location is not None else None,
        "also": [_location(place) for place in diagnostic.also],
        "fixes": [{"location": _location(fix.location), "text": fix.text} for fix in diagnostic.fixes],
    }


def _location(place: SourceLocation) -> dict[str, Any]:
    return {
        "path": place.path,
        "cell": place.cell,
        **_lines(place),
        "in_file": None if place.raw is None else _lines(place.raw),
    }


def _lines(place: SourceLocation) -> dict[str, int]:
    return {
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }
