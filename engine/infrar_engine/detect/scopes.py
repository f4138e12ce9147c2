"""Names in a file → what they bind, where, and which binding a use of them sees.

LibCST's and tree-sitter's own scope tools miss captures in `match`, `del` and order; here a name's occurrences, found by a
byte search, are classified one by one. Enclosing scopes are found by walking up from an occurrence, so a file's size
doesn't matter, only how often the names in question stand in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from tree_sitter import Node

from infrar_engine.source.syntax import Syntax, field_is

_COMPREHENSIONS = frozenset(
    {"list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"}
)
_TARGET_CONTAINERS = frozenset(
    {
        "pattern_list",
        "tuple_pattern",
        "list_pattern",
        "list_splat_pattern",
        "tuple",
        "list",
        "expression_list",
        "parenthesized_expression",
        "list_splat",
    }
)
_PARAMETERS = frozenset({"parameters", "lambda_parameters"})


class Role(Enum):
    """What an occurrence of a name does to it."""

    LOAD = "load"
    STORE = "store"
    DELETE = "delete"
    IMPORT = "import"
    PARAMETER = "parameter"
    DEFINE = "define"
    GLOBAL = "global"
    NONLOCAL = "nonlocal"


BINDING_ROLES = frozenset({Role.STORE, Role.DELETE, Role.IMPORT, Role.PARAMETER, Role.DEFINE})


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """A block whose names are its own: `kind` is module, function (lambdas too), class or comprehension."""

    kind: str
    node: Node
    parent: Scope | None

    @property
    def id(self) -> int:
        return self.node.id


@dataclass(frozen=True, slots=True, eq=False)
class Occurrence:
    """A name where it stands: its role, and the scope whose code it is."""

    name: str
    node: Node
    role: Role
    scope: Scope


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """A variable: a name in the scope that holds it, with everything that binds it and everything that reads it."""

    name: str
    scope: Scope
    writes: tuple[Occurrence, ...]
    reads: tuple[Occurrence, ...]


class Names:
    """The variables of one file, by name, worked out when asked."""

    def __init__(self, syntax: Syntax) -> None:
        self.syntax = syntax
        self.module = Scope("module", syntax.root, None)
        self._scopes: dict[int, Scope] = {syntax.root.id: self.module}
        self._bindings: dict[str, tuple[Binding, ...]] = {}
        self._resolved: dict[tuple[str, int], Binding | None] = {}

    def bindings(self, name: str) -> tuple[Binding, ...]:
        """Every variable of that name in the file; names that nothing here binds are a module variable without writes."""
        found = self._bindings.get(name)
        if found is None:
            found = self._bindings[name] = tuple(self._bind(name))
        return found

    def binding_in(self, name: str, scope: Scope) -> Binding | None:
        return next((b for b in self.bindings(name) if b.scope.id == scope.id and b.writes), None)

    def resolve(self, node: Node) -> Binding:
        """The variable that an identifier means."""
        name = self.syntax.source(node)
        for binding in self.bindings(name):
            if any(o.node == node for o in binding.reads) or any(o.node == node for o in binding.writes):
                return binding
        scope = self.scope_at(node)
        return self.lookup(name, scope)

    def lookup(self, name: str, scope: Scope) -> Binding:
        """The variable that `name` would mean if it stood in `scope`."""
        home = self._home(name, scope, self._written_scopes(name))
        return next((b for b in self.bindings(name) if b.scope.id == home.id), Binding(name, self.module, (), ()))

    def scope_at(self, node: Node) -> Scope:
        return self._enclosing(node, Role.LOAD)

    def _written_scopes(self, name: str) -> dict[int, Scope]:
        return {b.scope.id: b.scope for b in self.bindings(name) if b.writes}

    def _bind(self, name: str) -> list[Binding]:
        occurrences = [o for node in self.syntax.identifiers(name) if (o := self.classify(node)) is not None]
        if name.startswith("__") and not name.endswith("__"):  # mangled inside classes: another name
            occurrences = [o for o in occurrences if not _inside_class(o.scope)]
        declared = {(o.scope.id, o.role): o for o in occurrences if o.role in (Role.GLOBAL, Role.NONLOCAL)}
        written: dict[int, Scope] = {}
        for o in occurrences:
            if o.role in BINDING_ROLES and (o.scope.id, Role.NONLOCAL) not in declared:
                home = self.module if (o.scope.id, Role.GLOBAL) in declared else o.scope
                written[home.id] = home
        homes: dict[int, tuple[Scope, list[Occurrence], list[Occurrence]]] = {}
        for o in occurrences:
            if o.role in (Role.GLOBAL, Role.NONLOCAL):
                continue
            home = self._home(name, o.scope, written, declared)
            entry = homes.setdefault(home.id, (home, [], []))
            entry[2 if o.role is Role.LOAD else 1].append(o)
        return [Binding(name, scope, tuple(writes), tuple(reads)) for scope, writes, reads in homes.values()]

    def _home(
        self,
        name: str,
        scope: Scope,
        written: dict[int, Scope],
        declared: dict[tuple[int, Role], Occurrence] | None = None,
    ) -> Scope:
        if declared is None:
            found = (self.classify(node) for node in self.syntax.identifiers(name))
            declared = {(o.scope.id, o.role): o for o in found if o and o.role in (Role.GLOBAL, Role.NONLOCAL)}
        current: Scope | None = scope
        skip_classes = False
        while current is not None:
            if (current.id, Role.GLOBAL) in declared:
                return self.module
            is_nonlocal = (current.id, Role.NONLOCAL) in declared
            if current.id in written and not is_nonlocal and not (skip_classes and current.kind == "class"):
                return current
            skip_classes = True
            current = current.parent
        return self.module

    def classify(self, node: Node) -> Occurrence | None:
        """What an identifier node is; None for attributes, keywords of calls and the like, which are no variables."""
        role = _role(node)
        if role is None:
            return None
        return Occurrence(self.syntax.source(node), node, role, self._enclosing(node, role))

    def _enclosing(self, node: Node, role: Role) -> Scope:
        """The scope whose code `node` is part of; a walrus target belongs to the scope around comprehensions."""
        walrus = role is Role.STORE and node.parent is not None and node.parent.type == "named_expression"
        path: list[Node] = []
        child, parent = node, node.parent
        while parent is not None:
            if _opens_scope(parent, child, node, role) and not (walrus and parent.type in _COMPREHENSIONS):
                path.append(parent)
            child, parent = parent, parent.parent
        scope = self.module
        for opener in reversed(path):
            known = self._scopes.get(opener.id)
            if known is None:
                known = self._scopes[opener.id] = Scope(_kind(opener), opener, scope)
            scope = known
        return scope


def _kind(node: Node) -> str:
    if node.type in _COMPREHENSIONS:
        return "comprehension"
    return "class" if node.type == "class_definition" else "function"


def _inside_class(scope: Scope | None) -> bool:
    while scope is not None:
        if scope.kind == "class":
            return True
        scope = scope.parent
    return False


def _opens_scope(parent: Node, child: Node, node: Node, role: Role) -> bool:
    """Whether code in `child` runs in a scope of `parent`'s own (defaults, decorators and first iterables don't)."""
    kind = parent.type
    if kind in ("function_definition", "lambda"):
        if field_is(parent, "body", child):
            return True
        if child.type == "type_parameter":
            return True
        return child.type in _PARAMETERS and role is Role.PARAMETER and _is_parameter_of(node, child)
    if kind == "class_definition":
        return field_is(parent, "body", child) or child.type == "type_parameter"
    if kind in _COMPREHENSIONS:
        if child.type != "for_in_clause":
            return True
        first = next(c for c in parent.named_children if c.type == "for_in_clause")
        if child != first:
            return True
        right = child.child_by_field_name("right")
        return right is None or not (right.start_byte <= node.start_byte < right.end_byte)
    return False


def _is_parameter_of(node: Node, parameters: Node) -> bool:
    current = node.parent
    while current is not None and current != parameters:
        if current.type in ("lambda", "function_definition"):
            return False
        current = current.parent
    return True


def _role(node: Node) -> Role | None:  # noqa: PLR0911, PLR0912  one case a kind of parent: a table in the shape of code
    parent = node.parent
    if parent is None:
        return Role.LOAD
    match parent.type:
        case "attribute":
            return None if field_is(parent, "attribute", node) else Role.LOAD
        case "keyword_argument":
            return None if field_is(parent, "name", node) else Role.LOAD
        case "keyword_pattern":
            return None if parent.named_children[0] == node else Role.STORE
        case "dotted_name":
            return _dotted_role(node, parent)
        case "aliased_import":
            return Role.IMPORT if field_is(parent, "alias", node) else None
        case "global_statement":
            return Role.GLOBAL
        case "nonlocal_statement":
            return Role.NONLOCAL
        case "function_definition" | "class_definition":
            return Role.DEFINE if field_is(parent, "name", node) else Role.LOAD
        case "parameters" | "lambda_parameters":
            return Role.PARAMETER
        case "typed_parameter":
            return Role.PARAMETER if parent.named_children[0] == node else Role.LOAD
        case "default_parameter" | "typed_default_parameter":
            return Role.PARAMETER if field_is(parent, "name", node) else Role.LOAD
        case "dictionary_splat_pattern" | "list_splat_pattern" if _in_parameters(parent):
            return Role.PARAMETER
        case "splat_pattern":
            return Role.STORE
        case "as_pattern" if parent.named_children[-1] == node and len(parent.named_children) > 1:
            return Role.STORE
        case "generic_type":
            return Role.DEFINE if _declares_alias(parent) else Role.LOAD
        case "type":
            return _type_role(parent)
        case _:
            return _target_role(node)


def _in_parameters(node: Node) -> bool:
    parent = node.parent
    if parent is not None and parent.type == "typed_parameter":
        parent = parent.parent
    return parent is not None and parent.type in _PARAMETERS


def _dotted_role(node: Node, dotted: Node) -> Role | None:
    owner = dotted.parent
    first = dotted.named_children[0] == node
    match owner.type if owner is not None else "":
        case "import_statement":
            return Role.IMPORT if first else None
        case "aliased_import" | "relative_import" | "future_import_statement":
            return None
        case "import_from_statement":
            return Role.IMPORT if owner is not None and field_is(owner, "name", dotted) else None
        case "case_pattern":
            if len(dotted.named_children) == 1:
                return Role.STORE
            return Role.LOAD if first else None
        case "keyword_pattern":
            return Role.STORE if len(dotted.named_children) == 1 else (Role.LOAD if first else None)
        case _:
            return Role.LOAD if first else None


def _declares_alias(generic: Node) -> bool:
    """Whether this is `X[T]` on the left of `type X[T] = …`."""
    holder = generic.parent
    alias = holder.parent if holder is not None else None
    return (
        holder is not None
        and alias is not None
        and alias.type == "type_alias_statement"
        and field_is(alias, "left", holder)
    )


def _type_role(holder: Node) -> Role:
    """An identifier as a whole `type` node: a name being declared in `type X = …` and `[T]`, else a use of one."""
    owner = holder.parent
    if owner is not None and owner.type == "constrained_type":
        if owner.named_children[0] != holder or owner.parent is None:
            return Role.LOAD
        owner = owner.parent.parent  # constrained_type is the content of the type parameter's own `type`
    if owner is None:
        return Role.LOAD
    if owner.type == "type_alias_statement":
        return Role.DEFINE if field_is(owner, "left", holder) else Role.LOAD
    if owner.type != "type_parameter" or owner.parent is None:
        return Role.LOAD
    declares = owner.parent.type in ("function_definition", "class_definition")
    return (
        Role.PARAMETER
        if declares or (owner.parent.type == "generic_type" and _declares_alias(owner.parent))
        else Role.LOAD
    )


def _target_role(node: Node) -> Role:
    current = node
    parent = node.parent
    while parent is not None and parent.type in _TARGET_CONTAINERS:
        current, parent = parent, parent.parent
    if parent is None:
        return Role.LOAD
    match parent.type:
        case "assignment" | "augmented_assignment" | "for_statement" | "for_in_clause":
            return Role.STORE if field_is(parent, "left", current) else Role.LOAD
        case "named_expression":
            return Role.STORE if field_is(parent, "name", current) else Role.LOAD
        case "as_pattern_target":
            return Role.STORE
        case "delete_statement":
            return Role.DELETE
        case _:
            return Role.LOAD
