"""The last look at what was written: it parses, it compiles, and nothing of the SDK is left in it.

A problem here is a bug of ours or a reference that detection couldn't see; either way it is reported and nothing is written.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from tree_sitter import Node

from infrar_engine.detect.imports import statement_at
from infrar_engine.detect.scopes import Names
from infrar_engine.detect.sdk_names import sdk_statements
from infrar_engine.detect.sites import FileFindings
from infrar_engine.model import Diagnostic, Edit, Severity
from infrar_engine.rewrite import Rewritten
from infrar_engine.source.checks import compiles, parse, syntax_error
from infrar_engine.source.project import Project, SourceFile
from infrar_engine.source.syntax import Syntax


def verify(project: Project, findings: Sequence[FileFindings], rewritten: Rewritten) -> list[Diagnostic]:
    problems = list(rewritten.refused)
    by_path = {each.file.path: each for each in findings}
    for path, data in sorted(rewritten.files.items()):
        original = project.files.get(path)
        if original is not None and original.data == data:
            continue
        edits = rewritten.edits.get(path, ())
        made = [Edit(e.span, e.text.replace("\r\n", "\n")) for e in edits]
        syntax = original.syntax.edited(made) if original is not None else SourceFile(path, data).syntax
        error = _syntax_error(syntax, made)
        if error is not None and original is not None and not compiles(original.syntax.text):
            problems.append(syntax_error(original.syntax))
        elif error is not None:
            message = f"the rewritten {path} would not be valid Python ({error})"
            problems.append(
                Diagnostic("INF299", Severity.ERROR, message, None, "please report this; nothing was written")
            )
        else:
            problems += [_leftover(syntax, node) for node in _leftovers(syntax, by_path.get(path))]
    return problems


def _syntax_error(syntax: Syntax, edits: Sequence[Edit]) -> str | None:
    """Why Python wouldn't take the text: it is asked about the statements that the edits changed, and about all when in doubt."""
    pieces = [(0, syntax.text)] if syntax.has_error or not edits else _changed_statements(syntax, edits)
    for line, piece in pieces:
        try:
            parse(piece)
        except SyntaxError as error:
            return f"{error.msg}, line {line + (error.lineno or 1)}"
    return None


def _changed_statements(syntax: Syntax, edits: Sequence[Edit]) -> list[tuple[int, bytes]]:
    """The module's statements that hold an edit, each with the lines before it."""
    statements = syntax.root.named_children  # semicolons are no statements
    starts = [node.start_byte for node in statements]
    found: dict[int, Node] = {}
    shift = 0
    for edit in sorted(edits):
        length = len(edit.text.encode())
        offset = edit.span.start + shift
        shift += length - (edit.span.end - edit.span.start)
        for node in statements[max(bisect_right(starts, offset) - 1, 0) : bisect_right(starts, offset + length)]:
            found[node.start_byte] = node
    return [(node.start_point.row, syntax.text[node.start_byte : node.end_byte]) for _, node in sorted(found.items())]


def _leftovers(syntax: Syntax, findings: FileFindings | None) -> Iterator[Node]:
    """Imports of the SDK, and reads of names that the rewrite took the binding of."""
    yield from sdk_statements(syntax)
    if findings is None:
        return
    before, after = findings.evaluator.names(findings.file), Names(syntax)
    names = {imported.name or "" for imported in findings.removed}
    original = findings.file.syntax
    names |= {original.name(target) for alias in findings.aliases for target in _targets(alias)}
    for name in sorted(names - {""}):
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


def _leftover(syntax: Syntax, node: Node) -> Diagnostic:
    message = "this would still refer to the SDK after the rewrite"
    hint = "please report this; `# infrar: skip-file` leaves the file as it is"
    return Diagnostic("INF299", Severity.ERROR, message, syntax.location_of(node), hint)
