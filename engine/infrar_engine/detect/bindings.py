"""SDK imports → names, and how far each can be trusted to mean what was imported, wherever it is read.

A name is *proven* where nothing else binds it and every read comes after the import: its reads may be rewritten. Otherwise the
name is kept and bound to the real helper function where the import stood, which is exact whatever the program does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from infrar_engine.detect.imports import ImportedName, imported_names, statement_at
from infrar_engine.detect.roles import Role
from infrar_engine.detect.scopes import Binding, Names, Occurrence, Scope
from infrar_engine.model import Catalog
from infrar_engine.source.syntax import Syntax, ancestors, named_children

ROOT = "infrar"
_IMMEDIATE = frozenset({"comprehension", "class"})
_BRANCHES = frozenset(
    {"if_statement", "while_statement", "for_statement", "with_statement", "match_statement", "except_clause"}
)
_IMPORT_ERRORS = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException", ""})


@dataclass(frozen=True, slots=True, eq=False)
class SdkBinding:
    """A variable that SDK imports bind: `path` is what they bind it to, `proven` whether all its reads surely mean that."""

    binding: Binding
    imports: tuple[ImportedName, ...]
    path: tuple[str, ...]
    proven: bool


def sdk_statements(syntax: Syntax) -> tuple[Node, ...]:
    """The import statements of the SDK, in order."""
    found: dict[int, Node] = {}
    for node in syntax.identifiers(ROOT):
        statement = statement_at(node)
        if statement is not None and any(is_sdk(name) for name in _all_names(syntax, statement)):
            found[statement.start_byte] = statement
    return tuple(found[start] for start in sorted(found))


def is_sdk(name: ImportedName) -> bool:
    return name.level == 0 and (name.module == ROOT or name.module.startswith(ROOT + "."))


def _all_names(syntax: Syntax, statement: Node) -> Iterator[ImportedName]:
    yield from imported_names(syntax, statement)


def sdk_bindings(names: Names, catalog: Catalog) -> list[SdkBinding]:
    """Every variable that an SDK import of this file binds, stars expanded."""
    syntax = names.syntax
    groups: dict[tuple[str, int], tuple[Binding, list[tuple[ImportedName, tuple[str, ...]]]]] = {}
    for statement in sdk_statements(syntax):
        for imported in imported_names(syntax, statement):
            if not is_sdk(imported):
                continue
            for name, path in _expand(imported, catalog, syntax):
                binding = _binding_of(names, imported, name)
                entry = groups.setdefault((name, binding.scope.id), (binding, []))
                entry[1].append((imported, path))
    return [_judge(names, binding, found) for binding, found in groups.values()]


def _expand(imported: ImportedName, catalog: Catalog, syntax: Syntax) -> Iterator[tuple[str, tuple[str, ...]]]:
    if imported.attribute != "*":
        yield imported.name, imported.path
        return
    module = tuple(imported.module.split("."))
    for name in star_exports(module, catalog):
        if syntax.identifiers(name):
            yield name, (*module, name)


def star_exports(module: tuple[str, ...], catalog: Catalog) -> tuple[str, ...]:
    """What `from module import *` binds."""
    if module == (ROOT, "errors"):
        return tuple(error.name for error in catalog.errors)
    capability = catalog.capability(module[1]) if len(module) == 2 else None
    return capability.exports if capability is not None else ()


def _binding_of(names: Names, imported: ImportedName, name: str) -> Binding:
    if imported.identifier is not None:
        return names.resolve(imported.identifier)
    scope = names.scope_at(imported.statement)
    found = next((b for b in names.bindings(name) if b.scope.id == scope.id), None)
    return found if found is not None else names.lookup(name, scope)


def _judge(names: Names, binding: Binding, found: list[tuple[ImportedName, tuple[str, ...]]]) -> SdkBinding:
    imports = tuple(imported for imported, _ in found)
    paths = {path for _, path in found}
    path = found[0][1]
    own = {imported.identifier.id for imported in imports if imported.identifier is not None}
    others = [w for w in binding.writes if w.node.id not in own and not any(_is_fallback(names, w, i) for i in imports)]
    proven = (
        len(paths) == 1
        and not others
        and all(names.scope_at(i.statement).id == binding.scope.id for i in imports)
        and not _later_star(names, imports)
        and all(any(_reaches(names, i.statement, binding.scope, read) for i in imports) for read in binding.reads)
    )
    return SdkBinding(binding, imports, path, proven)


def _later_star(names: Names, imports: tuple[ImportedName, ...]) -> bool:
    """Whether a foreign `import *` after the import might bind the name again."""
    syntax = names.syntax
    for start, end in syntax.words("import"):
        if not syntax.text[end:].lstrip(b" \t(").startswith(b"*"):
            continue
        node = syntax.root.descendant_for_byte_range(start, end)
        statement = statement_at(node) if node is not None else None
        if statement is None or statement.start_byte < min(i.statement.start_byte for i in imports):
            continue
        if not any(is_sdk(name) for name in imported_names(syntax, statement)):
            return True
    return False


def _is_fallback(names: Names, write: Occurrence, imported: ImportedName) -> bool:
    """Whether a write stands in the `except ImportError:` of the import's own `try`: the import counts as one that succeeds."""
    for clause in ancestors(write.node):
        if clause.type == "except_clause":
            owner = clause.parent
            return (
                owner is not None
                and any(a == owner for a in ancestors(imported.statement))
                and _catches_import_error(names, clause)
            )
    return False


def _catches_import_error(names: Names, clause: Node) -> bool:
    value = clause.child_by_field_name("value")
    text = names.syntax.source(value) if value is not None else ""
    return any(name in text for name in _IMPORT_ERRORS if name) or not text


def _reaches(names: Names, statement: Node, home: Scope, read: Occurrence) -> bool:
    """Whether the import has surely run when `read` is evaluated."""
    block = _condition(names, statement)
    if block is not None and not (block.start_byte <= read.node.start_byte < block.end_byte):
        return False
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
        if parent.type in _BRANCHES and child.type in ("block", "else_clause", "elif_clause", "case_clause"):
            if parent.type == "if_statement" and _is_type_checking(names, parent):
                return None
            return child
        child = parent
    return None


def _is_type_checking(names: Names, statement: Node) -> bool:
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
            if element.type == "string":
                exported.add(syntax.source(element).strip("\"'rbuRBU"))
    return frozenset(exported)


def is_write(occurrence: Occurrence) -> bool:
    return occurrence.role is not Role.LOAD
