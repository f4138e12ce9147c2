"""Diagnostics → SARIF 2.1.0, which code scanning tools read.

Lines and columns count from 1, columns in UTF-16 code units. A place that ends on another line is given by lines, from
the column where it begins: only its first line is known here. The hint is part of the message, not a `fix`: SARIF's
fixes are replacements of text, and a hint is a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from infrar_engine.codes import Page
from infrar_engine.model import Severity, SourceLocation
from infrar_engine.report.as_json import dumps
from infrar_engine.report.targets import Reported

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_LINK = re.compile(r"[\[\]](?=[^\[\]]*\]\(|\()")


def sarif(reported: Sequence[Reported], pages: Iterable[Page], version: str) -> str:
    """One run, in which a diagnostic is a result. Of `pages`, the documentation of codes, those used are included."""
    known = {page.code: page for page in pages}
    codes = sorted({each.diagnostic.code for each in reported})
    driver = {"name": "infrar", "version": version, "rules": [_rule(code, known.get(code)) for code in codes]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "utf16CodeUnits",
        "results": [_result(each, codes) for each in reported],
    }
    return dumps({"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]})


def _rule(code: str, page: Page | None) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": code}
    if page is not None:
        rule["shortDescription"] = {"text": page.title}
        rule["help"] = {"text": page.markdown, "markdown": page.markdown}
    return rule


def _result(reported: Reported, codes: Sequence[str]) -> dict[str, Any]:
    diagnostic = reported.diagnostic
    targets = f"For {', '.join(reported.targets)}." if reported.targets else ""
    text = "\n\n".join(part for part in (diagnostic.message, diagnostic.hint, targets) if part)
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": codes.index(diagnostic.code),
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": _message(text)},
    }
    if diagnostic.location is not None:
        artifact = {"uri": _uri(diagnostic.location.path)}
        physical = {"artifactLocation": artifact, "region": _region(diagnostic.location.in_file)}
        result["locations"] = [{"physicalLocation": physical, **_logical(diagnostic.location)}]
    return result


def _region(place: SourceLocation) -> dict[str, Any]:
    text = place.text.split("\n")[0]
    region: dict[str, Any] = {"startLine": place.line, "startColumn": _utf16(text, place.column)}
    if place.end_line == place.line:
        region["endColumn"] = _utf16(text, place.end_column)
    else:
        region["endLine"] = place.end_line
    if text:
        region["snippet"] = {"text": text}
    return region


def _logical(place: SourceLocation) -> dict[str, Any]:
    """The cell of a notebook, and the line in it: the region has the lines of the file."""
    if place.cell is None:
        return {}
    return {"logicalLocations": [{"name": f"cell {place.cell}:{place.line}:{place.column}", "kind": "element"}]}


def _utf16(text: str, column: int) -> int:
    """A column of characters as one of UTF-16 code units, which are two for characters beyond the first plane."""
    return column + sum(ord(character) > 0xFFFF for character in text[: column - 1])


def _uri(path: str) -> str:
    """Relative where the path is; a first part with a colon would read as a scheme."""
    if PurePath(path).is_absolute():
        return PurePath(path).as_uri()
    return quote(path.encode("utf-8", "surrogateescape"), safe="/~")


def _message(text: str) -> str:
    """Square brackets that would read as a link are escaped, as the format asks."""
    return _LINK.sub(lambda bracket: f"\\{bracket.group()}", text)
