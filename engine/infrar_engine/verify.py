"""The last look at what was written: it parses, it compiles, and nothing of the SDK is left in it.

A problem here is a bug of ours or a reference that detection couldn't see; either way it is reported and nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tree_sitter import Node

from infrar_engine.detect.imports import statement_at
from infrar_engine.detect.meanings import ROOT
from infrar_engine.detect.scopes import Names
from infrar_engine.detect.sdk_names import sdk_statements
from infrar_engine.detect.sites import FileFindings
from infrar_engine.model import Diagnostic, Edit, Severity, SourceLocation
from infrar_engine.rewrite import Rewritten
from infrar_engine.source.changes import still_valid
from infrar_engine.source.checks import compiles, parse, syntax_error
from infrar_engine.source.project import Project, SourceFile
from infrar_engine.source.syntax import Syntax, replaced


def verify(project: Project, findings: Sequence[FileFindings], rewritten: Rewritten) -> list[Diagnostic]:
    problems = list(rewritten.refused)
    by_path = {each.file.path: each for each in findings}
    for path, data in sorted(rewritten.files.items()):
        original = project.files.get(path)
        if original is not None and original.data == data:
            continue
        edits = [Edit(e.span, e.text.replace("\r\n", "\n")) for e in rewritten.edits.get(path, ())]
        error = _syntax_error(original, data, edits)
        if error is not None and original is not None and not compiles(original.syntax.text):
            problems.append(syntax_error(original.syntax))
        elif error is not None:
            message = f"the rewritten {path} would not be valid Python ({error})"
            problems.append(
                Diagnostic("INF299", Severity.ERROR, message, None, "please report this; nothing was written")
            )
        else:
            problems += _left(original, SourceFile(path, data), edits, by_path.get(path))
    for each in findings:
        if not each.skipped and each.file.path not in rewritten.files:
            problems += _untouched(each)
    return problems


def _untouched(findings: FileFindings) -> Iterator[Diagnostic]:
    """Imports of the SDK in a file that nothing was done to."""
    syntax, names = findings.file.syntax, findings.evaluator.names(findings.file)
    for statement in sdk_statements(syntax):
        if not names.is_dead(statement):
            yield _leftover(syntax.path, syntax.source(statement), syntax.location_of(statement))


def _syntax_error(original: SourceFile | None, data: bytes, edits: Sequence[Edit]) -> str | None:
    """Why Python wouldn't take the text: it is asked about the statements that the edits changed, and about all when in doubt."""
    if original is not None and edits and not original.syntax.has_error and still_valid(original.syntax, edits):
        return None
    text = replaced(original.syntax.text, edits) if original is not None else SourceFile("", data).text.analysed
    try:
        parse(text)
    except SyntaxError as error:
        return f"{error.msg}, line {error.lineno or 1}"
    return None


def _left(
    original: SourceFile | None, made: SourceFile, edits: Sequence[Edit], findings: FileFindings | None
) -> list[Diagnostic]:
    """References to the SDK in the new text. One that holds none of the words that could be one is not even parsed."""
    names = _unbound_names(findings) if findings is not None else frozenset()
    if original is not None:
        text = replaced(original.syntax.text, edits)
        if text.isascii() and not any(name.encode() in text for name in (ROOT, *names)):
            return []
    syntax = original.syntax.edited(edits) if original is not None else made.syntax
    return [
        _leftover(made.path, syntax.source(node), _source_place(original.syntax, edits, node) if original else None)
        for node in _leftovers(syntax, findings, names)
    ]


def _unbound_names(findings: FileFindings) -> frozenset[str]:
    """The names that the rewrite took the binding of."""
    original = findings.file.syntax
    names = {imported.name or "" for imported in findings.removed}
    names |= {original.name(target) for alias in findings.aliases for target in _targets(alias)}
    return frozenset(names - {""})


def _leftovers(syntax: Syntax, findings: FileFindings | None, names: frozenset[str]) -> Iterator[Node]:
    """Imports of the SDK, and reads of names that the rewrite took the binding of."""
    yield from sdk_statements(syntax)
    if findings is None:
        return
    before, after = findings.evaluator.names(findings.file), Names(syntax)
    for name in sorted(names):
        unbound = list(_unbound(after, name))
        if len(unbound) > len(list(_unbound(before, name))):
            yield unbound[0]


def _targets(alias: Node) -> Iterable[Node]:
    assignment = alias.named_children[0]
    left = assignment.child_by_field_name("left")
    return (left,) if left is not None else ()


def _unbound(names: Names, name: str) -> Iterator[Node]:
    for binding in names.bindings(name):
        if not binding.writes:
            yield from (read.node for read in binding.reads if statement_at(read.node) is None)


def _source_place(original: Syntax, edits: Sequence[Edit], node: Node) -> SourceLocation:
    """Where something in the rewritten text comes from: its own place in the source, or that of the edit which wrote it."""
    shift = 0
    for edit in sorted(edits):
        start, length = edit.span.start + shift, len(edit.text.encode())
        if node.start_byte < start:
            break
        if node.start_byte < start + length:
            return original.location(edit.span.start, edit.span.end)
        shift += length - (edit.span.end - edit.span.start)
    return original.location(node.start_byte - shift, node.end_byte - shift)


def _leftover(path: str, text: str, place: SourceLocation | None) -> Diagnostic:
    message = f"the rewritten {path} would still refer to the SDK: {text.splitlines()[0]}"
    hint = "please report this line of source; `# infrar: skip-file` leaves a file as it is"
    return Diagnostic("INF299", Severity.ERROR, message, place, hint, cause=path)
