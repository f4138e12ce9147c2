"""Where a module of the project is a value: handed on, stored, given another name; not just followed by an attribute."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from infrar_engine.detect.graph import ModuleGraph, as_bytes
from infrar_engine.detect.imports import ImportedName, imported_names, statement_at
from infrar_engine.detect.roles import Role
from infrar_engine.source.project import SourceFile
from infrar_engine.source.syntax import field_is


def module_values(graph: ModuleGraph, file: SourceFile) -> Iterator[tuple[SourceFile, Node]]:
    """Where a module is a value: expressions that mean it, and that aren't just followed by an attribute."""
    stem = graph.stem(file)
    for other in graph.importing("", stem):
        if other.path == file.path:
            continue
        if not _may_hand_on(other.data, stem):
            yield from _read_onward(graph, other, stem)
            continue
        for node in other.syntax.identifiers(stem) if graph.usable(other) else ():
            parent = node.parent
            if parent is not None and parent.type == "attribute" and field_is(parent, "attribute", node):
                if _may_be_module(graph, other, parent, file):
                    yield other, parent
                continue
            imported = _module_import(other, node)
            if imported is not None and graph.module_named(other, imported) is file:
                yield from _values_of_import(graph, other, imported)


def _module_import(file: SourceFile, node: Node) -> ImportedName | None:
    """The import that `node` names a module in: `import a.node as x`, `from a import node`."""
    statement = statement_at(node)
    names = imported_names(file.syntax, statement) if statement is not None else ()
    return next((i for i in names if i.node.start_byte <= node.start_byte < i.node.end_byte), None)


def _may_be_module(graph: ModuleGraph, file: SourceFile, attribute: Node, module: SourceFile) -> bool:
    """Whether it is, or may be, the whole name of a module that is imported: `package.module`, and a value."""
    root = attribute
    while root.type == "attribute":
        base = root.child_by_field_name("object")
        if base is None:
            return False
        root = base
    if root.type != "identifier" or graph.project.resolve(file.path, file.syntax.source(attribute), 0) is not module:
        return False
    imported = graph.sole_import(file, root)
    if imported is not None:
        return imported.attribute is None and not _has_attribute(attribute)
    return any(write.role is Role.IMPORT for write in graph.names(file).resolve(root).writes)


def _values_of_import(
    graph: ModuleGraph, file: SourceFile, imported: ImportedName
) -> Iterator[tuple[SourceFile, Node]]:
    assert imported.identifier is not None
    binding = graph.names(file).resolve(imported.identifier)
    alone = graph.sole_import(file, imported.identifier) is not None
    yield from ((file, r.node) for r in binding.reads if not alone or not _has_attribute(r.node))
    if binding.scope.kind == "module":
        yield from _read_onward(graph, file, binding.name)


def _read_onward(graph: ModuleGraph, file: SourceFile, name: str) -> Iterator[tuple[SourceFile, Node]]:
    """What other modules take a name of a module for: attributes of the module, and reads of what they import."""
    for reading in graph.readings(file, name):
        if reading.imported is None and not reading.star:
            yield reading.file, reading.node
        elif reading.imported is not None:
            yield from ((reading.file, r.node) for r in graph.names(reading.file).resolve(reading.node).reads)


def _may_hand_on(data: bytes, stem: str) -> bool:
    """By a look at the bytes: whether a module's name stands anywhere but before a dot, or after one, or has another name."""
    if not data.isascii():
        return True
    for match in re.finditer(rb"(?<![A-Za-z0-9_])%s(?![A-Za-z0-9_])" % re.escape(as_bytes(stem)), data):
        line = data[data.rfind(b"\n", 0, match.start()) + 1 : match.start()].lstrip()
        end = data.find(b"\n", match.end())
        rest = data[match.end() : end if end > 0 else None]
        if line.startswith((b"import ", b"from ")):
            if b" as " in rest:
                return True
        elif line.endswith(b".") or not rest.lstrip().startswith(b"."):
            return True
    return False


def _has_attribute(node: Node) -> bool:
    parent = node.parent
    return parent is not None and (
        (parent.type == "attribute" and field_is(parent, "object", node))
        or (parent.type == "dotted_name" and parent.named_children[0] == node)
    )
