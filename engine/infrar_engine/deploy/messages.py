"""What the command prints as JSON → diagnostics with their place in the configuration.

`validate` prints one document, other commands print a document a line; both hold entries with a severity, a summary,
a detail and, where it is about a file, the range. Entries come in the order of a parallel walk: they are sorted here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from infrar_engine.model import Diagnostic, Severity, SourceLocation

INVALID, UNPREPARED, WARNED = "INF601", "INF603", "INF604"
_MODULES = "modules/"
_PLUGINS_FILE = "the provider's plugin ships this file as it is: it is wrong there"
_RENDERED_FILE = "`infrar generate` writes this file from the code, infrar.yaml and the provider's templates"
_GET_PROVIDERS = (
    "providers come from where the command's own configuration says; where there is no network a mirror or "
    "TF_PLUGIN_CACHE_DIR helps"
)
_CREDENTIALS = re.compile(r"(?<=://)[^/\s@\"']+@")

Entry = Mapping[str, Any]


def entries(printed: str) -> list[Entry]:
    """The diagnostics in what a command printed: lines that are no JSON are for people."""
    whole = _json(printed)
    if whole is not None:
        return _held(whole)
    return [entry for line in printed.splitlines() if (read := _json(line)) is not None for entry in _held(read)]


def diagnostics(found: Iterable[Entry], folder: Path, shown: str, unlocated: str) -> tuple[Diagnostic, ...]:
    """The diagnostics of the configuration in `folder`, shown as `shown`. Errors without a place are `unlocated`."""
    made = {_diagnostic(entry, folder, shown, unlocated) for entry in found}
    return tuple(sorted(made, key=_order))


def without_credentials(text: str) -> str:
    """The text; what stands before the `@` of an address is nobody's to read."""
    return _CREDENTIALS.sub("", text)


def _json(text: str) -> Entry | None:
    try:
        read = json.loads(text)
    except ValueError:
        return None
    return read if isinstance(read, dict) else None


def _held(document: Entry) -> list[Entry]:
    if "diagnostic" in document:
        return [document["diagnostic"]]
    return list(document.get("diagnostics", []))


def _diagnostic(entry: Entry, folder: Path, shown: str, unlocated: str) -> Diagnostic:
    message = without_credentials("\n".join(_lines(entry)))
    place = entry.get("range")
    severity = Severity.WARNING if entry["severity"] == "warning" else Severity.ERROR
    code = WARNED if severity is Severity.WARNING else INVALID if place else unlocated
    if code == UNPREPARED:
        return Diagnostic(code, severity, f"init failed: {message}", None, _GET_PROVIDERS)
    if not place:
        return Diagnostic(code, severity, message)
    hint = _PLUGINS_FILE if place["filename"].startswith(_MODULES) else _RENDERED_FILE
    return Diagnostic(code, severity, message, _location(place, folder, shown), hint)


def _lines(entry: Entry) -> Iterator[str]:
    """Summary and detail as the lines of one message, without those that are empty."""
    summary = " ".join(entry["summary"].split())
    first, *rest = [line.rstrip() for line in entry.get("detail", "").splitlines() if line.strip()] or [""]
    yield f"{summary}: {first}" if first else summary
    yield from rest


def _location(place: Entry, folder: Path, shown: str) -> SourceLocation:
    name, start, end = place["filename"], place["start"], place["end"]
    text = _line(folder / name, start["line"])
    return SourceLocation(f"{shown}/{name}", start["line"], start["column"], end["line"], end["column"], text)


def _line(path: Path, number: int) -> str:
    lines = path.read_text("utf-8", "replace").splitlines() if path.is_file() else []
    return lines[number - 1] if number <= len(lines) else ""


def _order(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
    place = diagnostic.location
    return (
        place.path if place else "",
        place.line if place else 0,
        place.column if place else 0,
        diagnostic.code,
        diagnostic.message,
    )
