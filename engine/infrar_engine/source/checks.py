"""What must hold of a file before it is analysed: it decodes, it parses, and it is a kind of file that can be rewritten."""

from __future__ import annotations

import ast
import warnings

from infrar_engine.model import Diagnostic, Severity, SourceLocation
from infrar_engine.source.project import SourceFile
from infrar_engine.source.syntax import Syntax
from infrar_engine.source.text import UnreadableSourceError


def readable(file: SourceFile) -> Diagnostic | None:
    """Why a file can't be analysed, or None."""
    try:
        syntax = file.syntax
    except UnreadableSourceError as error:
        line = file.data.count(b"\n", 0, error.offset) + 1
        location = SourceLocation(file.path, line, 1, line, 1)
        hint = "save it as UTF-8, or declare its encoding in a coding line"
        return Diagnostic(
            "INF101", Severity.ERROR, f"{file.path} can't be read as Python: {error.reason}", location, hint
        )
    if file.path.endswith(".pyi"):
        text = "stubs that name the SDK are not rewritten by this version"
        hint = "leave the stub out, or mark it `# infrar: skip-file`"
        return Diagnostic("INF103", Severity.ERROR, text, SourceLocation(file.path, 1, 1, 1, 1), hint)
    return syntax_error(syntax) if syntax.has_error else None


def syntax_error(syntax: Syntax) -> Diagnostic:
    """The place that Python itself would name, where it agrees that there is an error."""
    try:
        parse(syntax.text)
    except SyntaxError as error:
        line = error.lineno or 1
        lines = syntax.text.decode("utf-8", "replace").split("\n")
        text = lines[line - 1] if line <= len(lines) else ""
        column = max(error.offset or 1, 1)
        end = max(error.end_offset or column + 1, column + 1) if (error.end_lineno or line) == line else column + 1
        location = SourceLocation(syntax.path, line, column, line, end, text.rstrip("\r"))
        return Diagnostic(
            "INF102", Severity.ERROR, f"this is not valid Python: {error.msg}", location, "correct the syntax"
        )
    except ValueError as error:
        location = SourceLocation(syntax.path, 1, 1, 1, 1)
        return Diagnostic("INF102", Severity.ERROR, f"this is not valid Python: {error}", location, "correct the file")
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
