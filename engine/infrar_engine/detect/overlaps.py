"""Handlers that may see errors of other capabilities than their own.

Clouds use one class for the errors of several services, so `except storage.StorageError:` around an operation on a table needs more than an
expression that knows storage's codes. In: findings. Out: the capabilities with such a handler. Which operations a `try` reaches is
told by names: those that stand in it, and whatever functions of the project go by names that lead to them, however they are called. So
it may find too many, and never too few that go by their names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tree_sitter import Node

from infrar_engine.detect.graph import ModuleGraph
from infrar_engine.detect.sites import ErrorSite, FileFindings
from infrar_engine.source.project import SourceFile
from infrar_engine.source.syntax import Syntax

_DEFINITIONS = ("function_definition", "class_definition")


def overlapping(findings: Sequence[FileFindings]) -> frozenset[str]:
    """The capabilities of which some handler may see errors of others."""
    families = {site.use.operation.capability for each in findings for site in each.operations}
    names: dict[str, frozenset[str]] = {}
    found: set[str] = set()
    for each in findings:
        for error in each.errors:
            if error.handler and error.module not in {"errors", *found} and families - {error.module}:
                body = _guarded(each.file.syntax, error)
                if body is None or _reaches(each, body, families - {error.module}, findings, names):
                    found.add(error.module)
    return frozenset(found)


def _guarded(syntax: Syntax, error: ErrorSite) -> Node | None:
    """The block of the `try` statement that a handler belongs to."""
    node = syntax.root.descendant_for_byte_range(error.span.start, error.span.end)
    while node is not None and node.type != "try_statement":
        node = node.parent
    return node.child_by_field_name("body") if node is not None else None


def _reaches(
    here: FileFindings,
    body: Node,
    others: set[str],
    findings: Sequence[FileFindings],
    names: dict[str, frozenset[str]],
) -> bool:
    """Whether an operation of other capabilities stands in a block, or a name that may lead to one."""
    for site in here.operations:
        if site.use.operation.capability in others and body.start_byte <= site.node.start_byte < body.end_byte:
            return True
    for capability in others:
        if capability not in names:
            names[capability] = _leading_to(capability, findings)
        if any(here.file.syntax.identifiers(name, body.start_byte, body.end_byte) for name in names[capability]):
            return True
    return False


def _leading_to(capability: str, findings: Sequence[FileFindings]) -> frozenset[str]:
    """The names of functions, classes and variables of the project from which operations of a capability are reached."""
    found: set[str] = set()
    wanted: list[str] = []

    def reached(file: SourceFile, node: Node, *, later: bool = False) -> None:
        for name in _names_around(file.syntax, node, later=later):
            if name not in found:
                found.add(name)
                wanted.append(name)

    for each in findings:
        for site in each.operations:
            if site.use.operation.capability == capability:
                reached(each.file, site.node, later=site.call is None or site.use.operation.is_lazy)
    graph = findings[0].evaluator.graph
    while wanted:
        for file, node in _places(graph, wanted.pop()):
            reached(file, node)
    return frozenset(found)


def _places(graph: ModuleGraph, name: str) -> Iterator[tuple[SourceFile, Node]]:
    """Where a name stands in the project."""
    for file in graph.mentioning(name):
        for node in file.syntax.identifiers(name):
            yield file, node


def _names_around(syntax: Syntax, node: Node, *, later: bool = False) -> Iterator[str]:
    """The names under which others get at what a node is part of: its function or class, or what it is assigned to or imported as.

    What acts only `later`, as an iterator does, may do so wherever a variable that has it stands.
    """
    parent = node.parent
    if parent is not None and parent.type == "dotted_name":
        parent = parent.parent
    if parent is not None and parent.type == "aliased_import":
        alias = parent.child_by_field_name("alias")
        if alias is not None:
            yield syntax.name(alias)
        return
    inner: Node | None = node
    while inner is not None and inner.type not in _DEFINITIONS:
        if inner.type == "assignment" and (later or _is_at_top(inner)):
            left = inner.child_by_field_name("left")
            yield from (syntax.name(each) for each in _identifiers(left))
        inner = inner.parent
    if inner is None:
        return
    name = inner.child_by_field_name("name")
    if name is not None and name != node:
        text = syntax.name(name)
        if not (text.startswith("__") and text.endswith("__")):
            yield text
        elif inner.parent is not None:  # what calls it says the class's name
            yield from _names_around(syntax, inner.parent)


def _is_at_top(assignment: Node) -> bool:
    outside = assignment.parent
    while outside is not None and outside.type not in _DEFINITIONS:
        outside = outside.parent
    return outside is None or outside.type == "class_definition"


def _identifiers(node: Node | None) -> Iterator[Node]:
    if node is None:
        return
    if node.type == "identifier":
        yield node
    for child in node.named_children:
        yield from _identifiers(child)
