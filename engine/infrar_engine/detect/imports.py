"""Import statements as data: which name they bind, in which scope, to what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from infrar_engine.source.syntax import Syntax, ancestors, field_is

IMPORTS = frozenset({"import_statement", "import_from_statement", "future_import_statement"})


@dataclass(frozen=True, slots=True, eq=False)
class ImportedName:
    """One name of an import statement.

    `import a.b` binds `a` to module `a`; `import a.b as c` binds `c` to `a.b`; `from m import x as y` binds `y` to `m`'s
    `x`. `attribute` is None for a module itself, "*" for a star.
    """

    statement: Node
    node: Node  # the dotted_name, aliased_import or wildcard_import
    identifier: Node | None  # the identifier that is bound
    name: str  # what it reads, "" for a star
    module: str
    level: int
    attribute: str | None

    @property
    def path(self) -> tuple[str, ...]:
        """The dotted path that an absolute import binds."""
        parts = tuple(self.module.split(".")) if self.module else ()
        return parts if self.attribute is None else (*parts, self.attribute)

    @property
    def explicit_export(self) -> bool:
        """`import x as x`, the way a stub or a typed package says that it re-exports."""
        return self.node.type == "aliased_import" and self.name == (self.attribute or self.module)


def statement_at(node: Node) -> Node | None:
    """The import statement that `node` is part of."""
    if node.type in IMPORTS:
        return node
    return next((a for a in ancestors(node) if a.type in IMPORTS), None)


def imported_names(syntax: Syntax, statement: Node) -> Iterator[ImportedName]:
    if statement.type == "future_import_statement":
        return
    if statement.type == "import_statement":
        for node in statement.children_by_field_name("name"):
            alias = node.child_by_field_name("alias") if node.type == "aliased_import" else None
            dotted = node.child_by_field_name("name") if alias is not None else node
            if dotted is None:
                continue
            module = syntax.name(dotted)
            identifier = alias if alias is not None else dotted.named_children[0]
            bound = syntax.name(identifier)
            yield ImportedName(statement, node, identifier, bound, module if alias is not None else bound, 0, None)
        return
    source = statement.child_by_field_name("module_name")
    if source is None:
        return
    written = "".join(syntax.source(source).split())
    module = written.lstrip(".")
    level = len(written) - len(module)
    for node in statement.named_children:
        if node.type == "wildcard_import":
            yield ImportedName(statement, node, None, "", module, level, "*")
        elif node != source and field_is(statement, "name", node):
            alias = node.child_by_field_name("alias") if node.type == "aliased_import" else None
            dotted = node.child_by_field_name("name") if alias is not None else node
            if dotted is None:
                continue
            attribute = syntax.name(dotted)
            identifier = alias if alias is not None else dotted.named_children[0]
            yield ImportedName(statement, node, identifier, syntax.name(identifier), module, level, attribute)


def imported_modules(statement: Node) -> tuple[Node, ...]:
    """The modules that a plain `import a.b, c` names, whatever they bind."""
    names = (
        n.child_by_field_name("name") if n.type == "aliased_import" else n
        for n in statement.children_by_field_name("name")
    )
    return tuple(n for n in names if n is not None)
