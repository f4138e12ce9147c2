"""What must hold of a file before it is analysed: it decodes, it parses, and it is a kind of file that can be rewritten."""

from __future__ import annotations

import ast
import sys
import warnings
from dataclasses import replace

from infrar_engine.model import Diagnostic, Severity, SourceLocation, Span
from infrar_engine.source.project import SourceFile
from infrar_engine.source.syntax import Syntax
from infrar_engine.source.text import UnreadableSourceError

_PYTHON = ".".join(map(str, sys.version_info[:2]))
_SYNTAX_HINT = f"correct it; if newer Pythons than {_PYTHON} take it, run Infrar with the one that the program runs on"


def readable(file: SourceFile) -> Diagnostic | None:
    """Why a file can't be analysed, or None."""
    try:
        syntax = file.syntax
    except UnreadableSourceError as error:
        return _unreadable(file, error)
    return syntax_error(syntax) if syntax.has_error and b"infrar" in file.code else None


def _unreadable(file: SourceFile, error: UnreadableSourceError) -> Diagnostic:
    place = _byte_place(file, error.offset)
    if file.is_notebook:
        message = f"this notebook can't be read: {error.reason}"
        return Diagnostic("INF103", Severity.ERROR, message, place, "save it again with Jupyter, or leave it out")
    return Diagnostic("INF101", Severity.ERROR, error.reason, place, error.hint)


def _byte_place(file: SourceFile, offset: int) -> SourceLocation:
    """A byte of a file that may be in any encoding, or in none."""
    line, start = file.data.count(b"\n", 0, offset) + 1, file.data.rfind(b"\n", 0, offset) + 1
    end = file.data.find(b"\n", offset)
    text = file.data[start : end if end >= 0 else len(file.data)].decode("utf-8", "replace").rstrip("\r")
    column = len(file.data[start:offset].decode("utf-8", "replace")) + 1
    return SourceLocation(file.path, line, column, line, column + 1, text)


def syntax_error(syntax: Syntax) -> Diagnostic:
    """The place that Python itself would name, where it agrees that there is an error."""
    for unit in syntax.units():
        try:
            parse(syntax.text[unit.start : unit.end])
        except SyntaxError as error:
            message = f"this is not valid Python: {error.msg}"
            return Diagnostic("INF102", Severity.ERROR, message, _place(syntax, unit, error), _SYNTAX_HINT)
        except ValueError as error:
            location = SourceLocation(syntax.path, 1, 1, 1, 1)
            message = f"this is not valid Python: {error}"
            return Diagnostic("INF102", Severity.ERROR, message, location, _SYNTAX_HINT)
    node = syntax.root
    while True:
        bad = next((child for child in node.children if child.has_error or child.is_error or child.is_missing), None)
        if bad is None:
            break
        node = bad
    message = "this is valid Python, and Infrar can't read it yet"
    return Diagnostic(
        "INF104",
        Severity.ERROR,
        message,
        syntax.location_of(node),
        "write it in another way (mostly another layout is enough), or put `# infrar: skip-file` into the file",
    )


def _place(syntax: Syntax, unit: Span, error: SyntaxError) -> SourceLocation:
    """Lines and columns as Python counts them, from the unit's first, in characters."""
    lines = syntax.text[unit.start : unit.end].split(b"\n")
    row = min(max((error.lineno or 1), 1), len(lines)) - 1
    start = unit.start + sum(len(line) + 1 for line in lines[:row])
    line = lines[row].decode("utf-8", "replace")
    column = min(max((error.offset or 1), 1) - 1, len(line))
    same = (error.end_lineno or error.lineno) == error.lineno
    end = max(error.end_offset or 0, column + 2) if same else column + 2
    before, inside = line[:column], line[column : end - 1]
    first = start + len(before.encode())
    place = syntax.location(first, first + len(inside.encode()))
    return replace(place, end_line=place.line, end_column=place.column + max(len(inside), 1))


def parse(text: bytes) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text.decode())


def compiles(text: bytes) -> bool:
    try:
        parse(text)
    except (SyntaxError, ValueError):
        return False
    return True
