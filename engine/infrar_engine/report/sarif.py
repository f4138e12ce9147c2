"""Diagnostics → SARIF 2.1.0, which code scanning tools read.

Lines and columns count from 1, columns in UTF-16 code units; the column where a place ends is the one after its last
character. A place that ends on another line is given by lines, from the column where it begins: only its first line is
known here. A way out that is nothing but a replacement of text is a `fix`; every other is part of the message.

A fingerprint says which result is the same one in the next version of a file: it is made of the code, the path, the
line's text (not its number) and which of several equal results it is.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from infrar_engine.codes import Page
from infrar_engine.model import Diagnostic, Fix, Severity, SourceLocation
from infrar_engine.report.as_json import dumps
from infrar_engine.report.targets import Reported

FINGERPRINT = "infrar/v1"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_LINK = re.compile(r"[\[\]](?=[^\[\]]*\]\(|\()")


def sarif(reported: Sequence[Reported], pages: Iterable[Page], version: str) -> str:
    """One run, in which a diagnostic is a result. Of `pages`, the documentation of codes, those used are included."""
    known = {page.code: page for page in pages}
    codes = sorted({each.diagnostic.code for each in reported})
    driver = {
        "name": "infrar",
        "semanticVersion": version,
        "rules": [_rule(code, known.get(code)) for code in codes],
    }
    seen: Counter[str] = Counter()
    run = {
        "tool": {"driver": driver},
        "columnKind": "utf16CodeUnits",
        "results": [_result(each, codes, seen) for each in reported],
    }
    return dumps({"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]})


def _rule(code: str, page: Page | None) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": code}
    if page is not None:
        rule["shortDescription"] = {"text": page.title}
        rule["fullDescription"] = {"text": " ".join(page.text.split())}
        rule["help"] = {"text": page.markdown, "markdown": page.markdown}
    return rule


def _result(reported: Reported, codes: Sequence[str], seen: Counter[str]) -> dict[str, Any]:
    diagnostic = reported.diagnostic
    targets = f"For {', '.join(reported.targets)}." if reported.targets else ""
    text = "\n\n".join(part for part in (diagnostic.message, diagnostic.hint, targets) if part)
    mark = _fingerprint(diagnostic)
    seen[mark] += 1
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": codes.index(diagnostic.code),
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": _message(text)},
        "partialFingerprints": {FINGERPRINT: f"{mark}:{seen[mark]}"},
    }
    if diagnostic.location is not None:
        result["locations"] = [_location(diagnostic.location)]
    if diagnostic.also:
        result["relatedLocations"] = [
            {"id": number, **_location(place), "message": {"text": "also here"}}
            for number, place in enumerate(diagnostic.also, 1)
        ]
    if diagnostic.fixes:
        result["fixes"] = [_fix(diagnostic)]
    return result


def _fingerprint(diagnostic: Diagnostic) -> str:
    place = diagnostic.location
    said = (place.path, place.text.strip()) if place is not None and place.text else (diagnostic.message,)
    return hashlib.sha256("\0".join((diagnostic.code, *said)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _fix(diagnostic: Diagnostic) -> dict[str, Any]:
    """All replacements are one fix: it mends the result only as a whole."""
    changed: dict[str, list[Fix]] = {}
    for fix in diagnostic.fixes:
        changed.setdefault(fix.location.path, []).append(fix)
    return {
        "description": {"text": _message(diagnostic.hint or diagnostic.message)},
        "artifactChanges": [
            {
                "artifactLocation": _artifact(path),
                "replacements": [
                    {"deletedRegion": _region(fix.location, snippet=False), "insertedContent": {"text": fix.text}}
                    for fix in fixes
                ],
            }
            for path, fixes in changed.items()
        ],
    }


def _location(place: SourceLocation) -> dict[str, Any]:
    physical = {"artifactLocation": _artifact(place.path), "region": _region(place.in_file)}
    return {"physicalLocation": physical, **_logical(place)}


def _region(place: SourceLocation, *, snippet: bool = True) -> dict[str, Any]:
    text = place.text.split("\n")[0]
    region: dict[str, Any] = {"startLine": place.line, "startColumn": _utf16(text, place.column)}
    if place.end_line == place.line:
        region["endColumn"] = _utf16(text, place.end_column)
    else:
        region["endLine"] = place.end_line
    if text and snippet:
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


def _artifact(path: str) -> dict[str, str]:
    """Relative where the path is; a first part with a colon would read as a scheme."""
    if PurePath(path).is_absolute():
        return {"uri": PurePath(path).as_uri()}
    uri = {"uri": quote(path.encode("utf-8", "surrogateescape"), safe="/~")}
    return uri if path.startswith("../") else {**uri, "uriBaseId": "%SRCROOT%"}


def _message(text: str) -> str:
    """Square brackets that would read as a link are escaped, as the format asks."""
    return _LINK.sub(lambda bracket: f"\\{bracket.group()}", text)
