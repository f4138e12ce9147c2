"""A variable and the statements that give it a meaning of the SDK → whether every read of it surely has that meaning.

A variable is *proven* where nothing else binds it and every read comes after it was bound: its reads may be rewritten. Otherwise
its name is kept and bound to the real helper function where the import stood, which is exact whatever the program does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tree_sitter import Node

from infrar_engine.detect.graph import star_imports
from infrar_engine.detect.imports import ImportedName, imported_names
from infrar_engine.detect.meanings import ROOT
from infrar_engine.detect.scopes import Binding, Names, Occurrence, Scope
from infrar_engine.detect.texts import literal
from infrar_engine.source.syntax import ancestors, named_children

if TYPE_CHECKING:
    from infrar_engine.detect.sdk_names import SdkVariable

_IMMEDIATE = frozenset({"comprehension", "class", "types"})
_BRANCHES = frozenset(
    {"if_statement", "while_statement", "for_statement", "with_statement", "match_statement", "try_statement"}
)
_BRANCH_PARTS = frozenset({"block", "else_clause", "elif_clause", "case_clause", "except_clause", "finally_clause"})
_IMPORT_ERRORS = ("ImportError", "ModuleNotFoundError", "Exception", "BaseException")


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """One statement that binds a variable to something of the SDK: an import, or `target = storage` without `imported`.

    `origin` is the variable that it takes the meaning from, None for an import of the SDK itself.
    """

    statement: Node
    imported: ImportedName | None
    path: tuple[str, ...]
    origin: SdkVariable | None = None
    target: Node | None = None

    @property
    def identifier(self) -> Node | None:
        return self.target if self.imported is None else self.imported.identifier


def is_proven(
    names: Names, binding: Binding, sources: Sequence[Source], star_may_bind: Callable[[Node, str], bool]
) -> bool:
    """`star_may_bind` says whether a star import of something else than the SDK may bind a name."""
    own = {s.identifier.id for s in sources if s.identifier is not None}
    statements = [s.statement for s in sources]
    others = [w for w in binding.writes if w.node.id not in own and not _is_fallback(names, w, statements)]
    return (
        len({s.path for s in sources}) == 1
        and not others
        and all(names.scope_at(s.statement).id == binding.scope.id for s in sources)
        and (binding.scope.kind != "module" or not _later_star(names, binding, sources, star_may_bind))
        and all(
            read.certain and any(reaches(names, s, binding.scope, read) for s in statements) for read in binding.reads
        )
    )


def _later_star(
    names: Names, binding: Binding, sources: Sequence[Source], star_may_bind: Callable[[Node, str], bool]
) -> bool:
    """Whether another `import *` after the import might bind the name again."""
    first = min(s.statement.start_byte for s in sources)
    own = {s.statement.id for s in sources}
    later = (s for s in star_imports(names.syntax) if s.start_byte >= first and s.id not in own)
    return any(not _is_sdk_star(names, each) and star_may_bind(each, binding.name) for each in later)


def _is_sdk_star(names: Names, statement: Node) -> bool:
    return all(i.module.partition(".")[0] == ROOT for i in imported_names(names.syntax, statement))


def _is_fallback(names: Names, write: Occurrence, statements: Sequence[Node]) -> bool:
    """Whether a write stands in the `except ImportError:` of an import's own `try`: the import counts as one that succeeds."""
    for clause in ancestors(write.node):
        if clause.type == "except_clause":
            owner = clause.parent
            body = owner.child_by_field_name("body") if owner is not None else None
            inside = body is not None and any(body.start_byte <= s.start_byte < body.end_byte for s in statements)
            return inside and _catches_import_error(names, clause)
    return False


def _catches_import_error(names: Names, clause: Node) -> bool:
    value = clause.child_by_field_name("value")
    text = names.syntax.source(value) if value is not None else ""
    return not text or any(name in text for name in _IMPORT_ERRORS)


def reaches(names: Names, statement: Node, home: Scope, read: Occurrence) -> bool:
    """Whether the statement has surely run when `read` is evaluated."""
    block = _condition(names, statement)
    if block is not None and not (block.start_byte <= read.node.start_byte < block.end_byte):
        return False
    if names.syntax.path.endswith(".pyi"):
        return True  # a stub's statements have no order
    if _running(read.scope).id != _running(home).id:
        return True  # a function's body: it runs when called
    return read.node.start_byte >= statement.end_byte


def _running(scope: Scope) -> Scope:
    """The scope whose execution this code is part of: class bodies and comprehensions run in passing."""
    while scope.kind in _IMMEDIATE and scope.parent is not None:
        scope = scope.parent
    return scope


def _condition(names: Names, statement: Node) -> Node | None:
    """The innermost block that the import's execution depends on, or None when it surely runs."""
    child = statement
    for parent in ancestors(statement):
        if parent.type in ("function_definition", "class_definition", "module"):
            return None
        if parent.type in _BRANCHES and child.type in _BRANCH_PARTS:
            if parent.type == "if_statement" and _is_type_checking(names, parent):
                return None
            if not (
                parent.type == "with_statement" or (parent.type == "try_statement" and child.type != "except_clause")
            ):
                return child
        child = parent
    return None


def _is_type_checking(names: Names, statement: Node) -> bool:
    """Whether it is `if TYPE_CHECKING:`, whose imports count as done."""
    condition = statement.child_by_field_name("condition")
    return condition is not None and names.syntax.source(condition).rpartition(".")[2] == "TYPE_CHECKING"


def exported_names(names: Names) -> frozenset[str]:
    """The names in the module's `__all__`, as far as it is written out."""
    syntax = names.syntax
    exported: set[str] = set()
    for node in syntax.identifiers("__all__"):
        parent = node.parent
        if parent is None or parent.type not in ("assignment", "augmented_assignment"):
            continue
        right = parent.child_by_field_name("right")
        for element in named_children(right) if right is not None and right.type in ("list", "tuple") else []:
            value = literal(syntax.source(element)) if element.type == "string" else None
            if value is not None and isinstance(value.value, str):
                exported.add(value.value)
    return frozenset(exported)
