"""Names in a file → what they bind, where, and which binding a use of them sees.

LibCST's and tree-sitter's own scope tools miss captures in `match`, `del` and order; here a name's occurrences, found by a
byte search, are classified one by one. Enclosing scopes are found by walking up from an occurrence, so a file's size
doesn't matter, only how often the names in question stand in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tree_sitter import Node

from infrar_engine.detect.roles import BINDING_ROLES, PARAMETERS, Role, role_of
from infrar_engine.model import Span
from infrar_engine.source.syntax import Syntax, field_is

_COMPREHENSIONS = frozenset(
    {"list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"}
)
_PLAIN_STATEMENTS = frozenset(
    {"expression_statement", "import_statement", "import_from_statement"}
    | {"function_definition", "class_definition", "decorated_definition"}
)


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """A block whose names are its own: `kind` is module, function (lambdas too), class, comprehension or types (the parameters in
    `class Box[T]:`, seen by bases, annotations and body).
    """

    kind: str
    node: Node
    parent: Scope | None

    @property
    def id(self) -> int:
        return self.node.id


@dataclass(frozen=True, slots=True, eq=False)
class Occurrence:
    """A name where it stands: its role, and the scope whose code it is.

    A read that isn't `certain` stands in a class body where the class's own variable may not be bound yet: then the module's is
    meant, so it counts for both.
    """

    name: str
    node: Node
    role: Role
    scope: Scope
    certain: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """A variable: a name in the scope that holds it, with everything that binds it and everything that reads it."""

    name: str
    scope: Scope
    writes: tuple[Occurrence, ...]
    reads: tuple[Occurrence, ...]


@dataclass(frozen=True, slots=True)
class _Declarations:
    """Where a name is bound, and where it is declared to be another scope's; `written` has the scopes that hold it."""

    written: Mapping[int, Scope]
    declared_global: frozenset[int]
    declared_nonlocal: frozenset[int]


class Names:
    """The variables of one file, by name, worked out when asked. Nothing in `dead` counts."""

    def __init__(self, syntax: Syntax, dead: Sequence[Span] = ()) -> None:
        self.syntax = syntax
        self._dead = dead
        self.module = Scope("module", syntax.root, None)
        self._scopes: dict[int, Scope] = {syntax.root.id: self.module}
        self._bindings: dict[str, tuple[Binding, ...]] = {}
        self._declarations: dict[str, _Declarations] = {}
        self._occurrences: dict[int, Occurrence | None] = {}
        self._meaning: dict[int, Binding] = {}
        self._local: dict[tuple[str, int], Binding] = {}

    def is_dead(self, node: Node) -> bool:
        """Whether the node stands in code that a build takes away."""
        return any(s.start <= node.start_byte < s.end for s in self._dead)

    def bindings(self, name: str) -> tuple[Binding, ...]:
        """Every variable of that name in the file; names that nothing here binds are a module variable without writes."""
        found = self._bindings.get(name)
        if found is None:
            bound = (self._local.get((name, b.scope.id), b) for b in self._bind(name))  # one object a variable
            found = self._bindings[name] = tuple(bound)
            for binding in found:
                self._remember(binding)
        return found

    def _remember(self, binding: Binding) -> None:
        self._meaning.update((o.node.id, binding) for o in (*binding.reads, *binding.writes) if o.certain)

    def binding_in(self, name: str, scope: Scope) -> Binding | None:
        return next((b for b in self.bindings(name) if b.scope.id == scope.id and b.writes), None)

    def resolve(self, node: Node) -> Binding:
        """The variable that an identifier means."""
        found = self._meaning.get(node.id)
        if found is not None:
            return found
        name = self.syntax.name(node)
        if name not in self._bindings:
            local = self._local_variable(name, node)
            if local is not None:
                return local
        self.bindings(name)
        found = self._meaning.get(node.id)
        return found if found is not None else self.lookup(name, self.scope_at(node))

    def _local_variable(self, name: str, node: Node) -> Binding | None:
        """The variable of the function around a read that binds the name itself: the rest of the file has no say in it."""
        read = self.classify(node)
        if read is None or read.role is not Role.LOAD or read.scope.kind != "function" or _is_private(name):
            return None
        scope = read.scope
        inside = self.syntax.identifiers(name, scope.node.start_byte, scope.node.end_byte)
        occurrences = [o for each in inside if (o := self.classify(each)) is not None and _is_within(o.scope, scope)]
        declarations = _declared(occurrences, self.module)
        if _home(scope, declarations, self.module) is not scope:
            return None
        found = next(b for b in self._bind_all(name, occurrences, declarations) if b.scope is scope)
        self._local[(name, scope.id)] = found
        self._remember(found)
        return found

    def lookup(self, name: str, scope: Scope) -> Binding:
        """The variable that `name` would mean if it stood in `scope`."""
        bindings = self.bindings(name)
        declarations = self._declarations.get(name)
        home = _home(scope, declarations, self.module) if declarations is not None else self.module
        return next((b for b in bindings if b.scope.id == home.id), Binding(name, self.module, (), ()))

    def scope_at(self, node: Node) -> Scope:
        return self._enclosing(node, Role.LOAD)

    def _bind(self, name: str) -> Iterator[Binding]:
        occurrences = [o for node in self.syntax.identifiers(name) if (o := self.classify(node)) is not None]
        groups = [occurrences]
        if _is_private(name):  # inside a class it is a name of that class's own
            owners = dict.fromkeys(_mangling_class(o.scope) for o in occurrences)
            groups = [[o for o in occurrences if _mangling_class(o.scope) == owner] for owner in owners]
        for group in groups:
            self._declarations[name] = _declared(group, self.module)
            yield from self._bind_all(name, group, self._declarations[name])

    def _bind_all(self, name: str, occurrences: Sequence[Occurrence], declarations: _Declarations) -> Iterator[Binding]:
        writes: dict[int, list[Occurrence]] = {}
        reads: dict[int, list[Occurrence]] = {}
        homes: dict[int, Scope] = {}
        for o in occurrences:
            if o.role in BINDING_ROLES:
                home = _home(o.scope, declarations, self.module)
                homes[home.id] = home
                writes.setdefault(home.id, []).append(o)
        for o in occurrences:
            if o.role is Role.LOAD:
                for home, read in _homes_of_read(o, declarations, self.module, writes.get(o.scope.id, ())):
                    homes[home.id] = home
                    reads.setdefault(home.id, []).append(read)
        for key, home in homes.items():
            yield Binding(name, home, tuple(writes.get(key, ())), tuple(reads.get(key, ())))

    def classify(self, node: Node) -> Occurrence | None:
        """What an identifier node is; None for attributes, keywords of calls and the like, which are no variables."""
        if node.id not in self._occurrences:
            role = None if self.is_dead(node) else role_of(node)
            self._occurrences[node.id] = (
                None if role is None else Occurrence(self.syntax.name(node), node, role, self._enclosing(node, role))
            )
        return self._occurrences[node.id]

    def _enclosing(self, node: Node, role: Role) -> Scope:
        """The scope whose code `node` is part of; a walrus target belongs to the scope around comprehensions."""
        walrus = role is Role.STORE and node.parent is not None and node.parent.type == "named_expression"
        path: list[Node] = []
        child, parent = node, node.parent
        while parent is not None:
            if _opens_scope(parent, child, node, role) and not (walrus and parent.type in _COMPREHENSIONS):
                path.append(parent)
            parameters = _type_parameters(parent, child, node)
            if parameters is not None:
                path.append(parameters)
            child, parent = parent, parent.parent
        scope = self.module
        for opener in reversed(path):
            known = self._scopes.get(opener.id)
            if known is None:
                known = self._scopes[opener.id] = Scope(_kind(opener), opener, scope)
            scope = known
        return scope


def _declared(occurrences: Sequence[Occurrence], module: Scope) -> _Declarations:
    """Which scopes hold the name, going by these occurrences of it."""
    declared_global = frozenset(o.scope.id for o in occurrences if o.role is Role.GLOBAL)
    declared_nonlocal = frozenset(o.scope.id for o in occurrences if o.role is Role.NONLOCAL)
    written: dict[int, Scope] = {}
    for o in occurrences:
        if o.role in BINDING_ROLES and o.scope.id not in declared_nonlocal:
            home = module if o.scope.id in declared_global else o.scope
            written[home.id] = home
    return _Declarations(written, declared_global, declared_nonlocal)


def _is_private(name: str) -> bool:
    return name.startswith("__") and not name.endswith("__")


def _is_within(scope: Scope | None, outer: Scope) -> bool:
    while scope is not None and scope is not outer:
        scope = scope.parent
    return scope is outer


def _home(scope: Scope, declarations: _Declarations, module: Scope) -> Scope:
    """The scope that holds the variable which the name means in `scope`; the module when none does."""
    current: Scope | None = scope
    direct = True  # what stands in a class itself sees the class's names, annotations with type parameters included
    while current is not None:
        if current.id in declarations.declared_global:
            return module
        held = current.id in declarations.written and current.id not in declarations.declared_nonlocal
        if held and (direct or current.kind != "class"):
            return current
        direct = direct and current.kind == "types"
        current = current.parent
    return module


def _homes_of_read(
    read: Occurrence, declarations: _Declarations, module: Scope, own_writes: Sequence[Occurrence]
) -> Iterator[tuple[Scope, Occurrence]]:
    """The variables that a read may mean: one, but for a class body that may not have bound its own yet."""
    home = _home(read.scope, declarations, module)
    if home.kind != "class":
        yield home, read
        return
    order = _class_order(read, own_writes) if home.id == read.scope.id else 0
    if order <= 0:
        yield module, replace(read, certain=order < 0)
    if order >= 0:
        yield home, replace(read, certain=order > 0)


def _class_order(read: Occurrence, writes: Sequence[Occurrence]) -> int:
    """-1 when every write in the class body comes after the read, 1 when one surely came before it, 0 when that depends."""
    body = read.scope.node.child_by_field_name("body")
    statements = [(w, _statement_in(w.node, body)) for w in writes]
    if all(statement is None or statement.end_byte > read.node.start_byte for _, statement in statements):
        own = _statement_in(read.node, body)
        together = own is not None and any(statement == own for _, statement in statements)
        return 0 if together and not all(_ends_assignment(w.node, own) for w in writes) else -1
    surely = [s for _, s in statements if s is not None and s.type in _PLAIN_STATEMENTS]
    removed = any(w.role is Role.DELETE for w in writes)
    return int(not removed and any(s.end_byte <= read.node.start_byte for s in surely))


def _ends_assignment(target: Node, statement: Node | None) -> bool:
    """Whether the write is the last thing that happens in its statement, as in `upload = upload`."""
    parent = target.parent
    return parent is not None and parent.type == "assignment" and parent.parent == statement


def _statement_in(node: Node, body: Node | None) -> Node | None:
    """The statement of a block that holds `node`."""
    current: Node | None = node
    while current is not None and current.parent != body:
        current = current.parent
    return current


def _mangling_class(scope: Scope | None) -> int:
    """The class whose name a private name takes on, 0 outside of classes."""
    while scope is not None:
        if scope.kind == "class":
            return scope.id
        scope = scope.parent
    return 0


def _kind(node: Node) -> str:
    if node.type in _COMPREHENSIONS:
        return "comprehension"
    if node.type == "type_parameter":
        return "types"
    return "class" if node.type == "class_definition" else "function"


def _opens_scope(parent: Node, child: Node, node: Node, role: Role) -> bool:
    """Whether code in `child` runs in a scope of `parent`'s own (defaults, decorators and first iterables don't)."""
    kind = parent.type
    if kind in ("function_definition", "lambda"):
        if field_is(parent, "body", child):
            return True
        return child.type in PARAMETERS and role is Role.PARAMETER and _is_parameter_of(node, child)
    if kind == "class_definition":
        return field_is(parent, "body", child)
    if kind in _COMPREHENSIONS:
        if child.type != "for_in_clause":
            return True
        first = next(c for c in parent.named_children if c.type == "for_in_clause")
        if child != first:
            return True
        right = child.child_by_field_name("right")
        return right is None or not (right.start_byte <= node.start_byte < right.end_byte)
    return False


def _type_parameters(parent: Node, child: Node, node: Node) -> Node | None:
    """The type parameters of a definition or alias, where code in `child` sees them (names and defaults don't)."""
    if parent.type in ("function_definition", "class_definition"):
        found = parent.child_by_field_name("type_parameters")
        outside = field_is(parent, "name", child) or (child.type == "parameters" and _is_default(node, child))
        return None if outside else found
    if parent.type != "type_alias_statement":
        return None
    left = parent.child_by_field_name("left")
    generic = left.named_children[0] if left is not None else None
    if generic is None or generic.type != "generic_type" or generic.named_children[0] == node:
        return None
    return generic.named_children[1]


def _is_default(node: Node, parameters: Node) -> bool:
    """Whether it stands in a parameter's default value."""
    current = node
    while current.parent is not None and current.parent.parent != parameters:
        current = current.parent
    owner = current.parent
    return owner is not None and owner.type.endswith("default_parameter") and field_is(owner, "value", current)


def _is_parameter_of(node: Node, parameters: Node) -> bool:
    current = node.parent
    while current is not None and current != parameters:
        if current.type in ("lambda", "function_definition"):
            return False
        current = current.parent
    return True
