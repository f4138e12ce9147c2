"""What must hold of a file before it is analysed: it decodes, it parses, and it is a kind of file that can be rewritten."""

from __future__ import annotations

import ast
import warnings
from dataclasses import replace

from infrar_engine.model import Diagnostic, Severity, SourceLocation, Span
from infrar_engine.source.project import SourceFile
from infrar_engine.source.syntax import Syntax
from infrar_engine.source.text import UnreadableSourceError


def readable(file: SourceFile) -> Diagnostic | None:
    """Why a file can't be analysed, or None."""
    try:
        syntax = file.syntax
    except UnreadableSourceError as error:
        return _unreadable(file, error)
    return syntax_error(syntax) if syntax.has_error and b"infrar" in file.code else None


def _unreadable(file: SourceFile, error: UnreadableSourceError) -> Diagnostic:
    line = file.data.count(b"\n", 0, error.offset) + 1
    location = SourceLocation(file.path, line, 1, line, 1)
    if file.is_notebook:
        message = f"{file.path} can't be read as a notebook: {error.reason}"
        return Diagnostic("INF103", Severity.ERROR, message, location, "save it again with Jupyter, or leave it out")
    hint = "save it as UTF-8, or declare its encoding in a coding line"
    return Diagnostic("INF101", Severity.ERROR, f"{file.path} can't be read as Python: {error.reason}", location, hint)


def syntax_error(syntax: Syntax) -> Diagnostic:
    """The place that Python itself would name, where it agrees that there is an error."""
    for unit in syntax.units():
        try:
            parse(syntax.text[unit.start : unit.end])
        except SyntaxError as error:
            message = f"this is not valid Python: {error.msg}"
            return Diagnostic("INF102", Severity.ERROR, message, _place(syntax, unit, error), "correct the syntax")
        except ValueError as error:
            location = SourceLocation(syntax.path, 1, 1, 1, 1)
            message = f"this is not valid Python: {error}"
            return Diagnostic("INF102", Severity.ERROR, message, location, "correct the file")
    node = syntax.root
    while True:
        bad = next((child for child in node.children if child.has_error or child.is_error or child.is_missing), None)
        if bad is None:
            break
        node = bad
    message = "this is valid Python that the analysis can't read yet"
    return Diagnostic(
        "INF104",
        Severity.ERROR,
        message,
        syntax.location_of(node),
        "write it in another way, or mark the file `# infrar: skip-file`",
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
