"""The last look at what was written: it parses, it compiles, and nothing of the SDK is left in it.

A problem here is a bug of ours or a reference that detection couldn't see; either way it is reported and nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tree_sitter import Node

from infrar_engine.detect.imports import statement_at
from infrar_engine.detect.scopes import Names
from infrar_engine.detect.sdk_names import sdk_statements
from infrar_engine.detect.sites import FileFindings
from infrar_engine.model import Diagnostic, Severity
from infrar_engine.rewrite import Rewritten
from infrar_engine.source.checks import compiles, parse, syntax_error
from infrar_engine.source.project import Project, SourceFile
from infrar_engine.source.syntax import Syntax


def verify(project: Project, findings: Sequence[FileFindings], rewritten: Rewritten) -> list[Diagnostic]:
    problems: list[Diagnostic] = []
    by_path = {each.file.path: each for each in findings}
    for path, data in sorted(rewritten.files.items()):
        output = SourceFile(path, data)
        original = project.files.get(path)
        if original is not None and original.data == data:
            continue
        try:
            parse(output.syntax.text)
        except SyntaxError as error:
            if original is not None and not compiles(original.syntax.text):
                problems.append(syntax_error(original.syntax))
                continue
            message = f"the rewritten {path} would not be valid Python ({error.msg}, line {error.lineno})"
            problems.append(Diagnostic("INF299", Severity.ERROR, message, None, "please report this; nothing was written"))
            continue
        problems += [_leftover(output.syntax, node) for node in _leftovers(output.syntax, by_path.get(path))]
    return problems


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
