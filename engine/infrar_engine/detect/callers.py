"""A function or class of the project → every call of it, and what each call gives to a parameter.

None stands for "not every call is in sight": the function is handed to code that isn't ours to see, is decorated in a way that
isn't known, or may be called by a library through a base class.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tree_sitter import Node

from infrar_engine.detect.imports import statement_at
from infrar_engine.source.project import SourceFile
from infrar_engine.source.syntax import Syntax, ancestors, field_is, named_children

if TYPE_CHECKING:
    from infrar_engine.detect.values import Evaluator

KEYWORD_ONLY = 10**6
_HANDED_ON = frozenset({"submit", "run_in_executor", "to_thread", "run_sync"})
_TRANSPARENT = frozenset(
    {("functools", "cache"), ("functools", "lru_cache"), ("contextlib", "contextmanager")}
    | {("contextlib", "asynccontextmanager"), ("abc", "abstractmethod"), ("typing", "override"), ("typing", "final")}
)
_KNOWN_BASES = frozenset(
    {"object", "ABC", "Protocol", "Generic", "NamedTuple", "Enum", "StrEnum", "IntEnum", "TypedDict", "Exception"}
)


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """One call: the arguments that it writes out, and how many leading parameters it doesn't (`self`)."""

    file: SourceFile
    arguments: tuple[Node, ...]
    leading: int = 0

    @property
    def has_splat(self) -> bool:
        return any(a.type in ("list_splat", "dictionary_splat") for a in self.arguments)


def calls_of(evaluator: Evaluator, file: SourceFile, function: Node) -> list[Call] | None:
    """Every call of a function of the project."""
    name = function.child_by_field_name("name")
    decorators = _decorators(evaluator, file, function)
    if name is None or decorators is None:
        return None
    names = evaluator.names(file)
    scope = names.scope_at(function)
    if scope.kind == "class":
        return _method_calls(evaluator, file, scope.node, file.syntax.name(name), decorators)
    binding = names.binding_in(file.syntax.name(name), scope)
    if binding is None or len(binding.writes) != 1:
        return None
    uses = evaluator.graph.variable_uses(file, binding)
    return _all_called(uses, 0) if uses is not None else None


def class_calls(evaluator: Evaluator, file: SourceFile, owner: Node) -> list[Call] | None:
    """Every construction of a class of the project; its instances lead with `self`."""
    name = owner.child_by_field_name("name")
    names = evaluator.names(file)
    binding = names.binding_in(file.syntax.name(name), names.scope_at(owner)) if name is not None else None
    uses = evaluator.graph.variable_uses(file, binding) if binding is not None and len(binding.writes) == 1 else None
    body = owner.child_by_field_name("body")
    if uses is None or body is None or b"__class__" in file.syntax.text[body.start_byte : body.end_byte]:
        return None
    calls: list[Call] = []
    for other, node in uses:
        parent = node.parent
        if parent is not None and parent.type == "call" and field_is(parent, "function", node):
            calls.append(Call(other, _arguments(parent), 1))
        elif not _mentions_class(other, node):
            return None
    for method in _functions(body):
        first = _first_parameter(method)
        if "classmethod" not in (_decorators(evaluator, file, method) or ()) or first is None:
            continue
        inside = names.binding_in(file.syntax.name(first), names.scope_at(body_of(method)))
        made = _all_called((file, o.node) for o in (inside.reads if inside is not None else ()) if _is_called(o.node))
        calls += [Call(c.file, c.arguments, 1) for c in made or ()]
    return calls


def _method_calls(
    evaluator: Evaluator, file: SourceFile, owner: Node, name: str, decorators: frozenset[str]
) -> list[Call] | None:
    if name == "__init__":
        return class_calls(evaluator, file, owner)
    dunder = name.startswith("__") and name.endswith("__")
    if dunder or has_foreign_base(evaluator, file, owner) or evaluator.graph.set_by_text(name):
        return None
    calls: list[Call] = []
    for other in evaluator.graph.mentioning(name):
        for node in other.syntax.identifiers(name):
            parent = node.parent
            if parent is None or parent.type != "attribute" or not field_is(parent, "attribute", node):
                continue
            receiver = parent.child_by_field_name("object")
            through_class = receiver is not None and _is_class(evaluator, other, receiver)
            bound = 0 if "staticmethod" in decorators or (through_class and "classmethod" not in decorators) else 1
            found = _all_called([(other, parent)], bound)
            if found is None:
                return None
            calls += found
    return calls


def _is_class(evaluator: Evaluator, file: SourceFile, node: Node) -> bool:
    """Whether an expression is a class of the project by name (so that its method's `self` is written out)."""
    return evaluator.class_named(file, node) is not None


def has_foreign_base(evaluator: Evaluator, file: SourceFile, owner: Node) -> bool:
    """Whether a class, or one that it is derived from, has a base that isn't of the project: a library may call its methods."""
    bases = owner.child_by_field_name("superclasses")
    for base in named_children(bases) if bases is not None else []:
        if base.type == "keyword_argument":
            continue
        plain = base.child_by_field_name("value") if base.type == "subscript" else base
        found = evaluator.class_named(file, plain) if plain is not None else None
        if found is not None:
            if found[1] != owner and has_foreign_base(evaluator, *found):
                return True
        elif plain is None or file.syntax.source(plain).rpartition(".")[2] not in _KNOWN_BASES:
            return True
    return False


def _decorators(evaluator: Evaluator, file: SourceFile, function: Node) -> frozenset[str] | None:
    """The names of a function's decorators, when none of them changes who calls it with what."""
    owner = function.parent
    names: set[str] = set()
    if owner is None or owner.type != "decorated_definition":
        return frozenset()
    for decorator in owner.children:
        if decorator.type != "decorator":
            continue
        expression = named_children(decorator)[0]
        called = expression.child_by_field_name("function") if expression.type == "call" else expression
        if called is None:
            return None
        path = evaluator.graph.library_path(file, called)
        text = file.syntax.source(called)
        if text in ("staticmethod", "classmethod"):
            names.add(text)
        elif path not in _TRANSPARENT:
            return None
    return frozenset(names)


def _all_called(uses: Iterable[tuple[SourceFile, Node]], leading: int = 0) -> list[Call] | None:
    """The calls that these expressions are the functions of; None when one is used in another way."""
    calls: list[Call] = []
    for file, node in uses:
        parent = node.parent
        if parent is not None and parent.type == "call" and field_is(parent, "function", node):
            calls.append(Call(file, _arguments(parent), leading))
            continue
        handed = _handed_on(file, node)
        if handed is None:
            return None
        calls.append(Call(file, handed, leading))
    return calls


def _handed_on(file: SourceFile, node: Node) -> tuple[Node, ...] | None:
    """The arguments beside a function that is given to something which calls it with them: `pool.submit(save, "a")`."""
    holder = node.parent
    call = holder.parent if holder is not None and holder.type == "argument_list" else None
    function = call.child_by_field_name("function") if call is not None and call.type == "call" else None
    if holder is None or function is None or function.type != "attribute":
        return None
    if file.syntax.source(function).rpartition(".")[2] not in _HANDED_ON:
        return None
    given = named_children(holder)
    return tuple(given[given.index(node) + 1 :])


def _is_called(node: Node) -> bool:
    parent = node.parent
    return parent is not None and parent.type == "call" and field_is(parent, "function", node)


def _mentions_class(file: SourceFile, node: Node) -> bool:
    """Whether a class is only named: in an annotation, `isinstance`, `except`, an import, or for an attribute of its own."""
    parent = node.parent
    if parent is None or statement_at(node) is not None:
        return True
    if parent.type == "attribute":
        return field_is(parent, "object", node)
    if parent.type == "argument_list" and parent.parent is not None:
        function = parent.parent.child_by_field_name("function")
        return function is not None and file.syntax.source(function) in ("isinstance", "issubclass")
    return parent.type in ("type", "union_type", "except_clause") or any(
        a.type in ("type", "generic_type") for a in ancestors(node)
    )


def _arguments(call: Node) -> tuple[Node, ...]:
    arguments = call.child_by_field_name("arguments")
    if arguments is None:
        return ()
    return (arguments,) if arguments.type == "generator_expression" else tuple(named_children(arguments))


def body_of(function: Node) -> Node:
    body = function.child_by_field_name("body")
    assert body is not None
    return body.named_children[0] if body.named_children else body


def _functions(body: Node) -> list[Node]:
    definitions = (
        c.child_by_field_name("definition") if c.type == "decorated_definition" else c for c in body.children
    )
    return [d for d in definitions if d is not None and d.type == "function_definition"]


def _first_parameter(function: Node) -> Node | None:
    parameters = function.child_by_field_name("parameters")
    first = next(iter(named_children(parameters)), None) if parameters is not None else None
    if first is not None and first.type == "typed_parameter":
        first = first.named_children[0]
    return first if first is not None and first.type == "identifier" else None


def parameter_position(syntax: Syntax, function: Node, name: str) -> int | None:
    """Where a parameter stands among those that can be given by position; `KEYWORD_ONLY` when only by keyword, None for splats."""
    parameters = function.child_by_field_name("parameters")
    position = 0
    keyword_only = False
    for child in named_children(parameters) if parameters is not None else []:
        if child.type == "positional_separator":
            continue
        if child.type == "keyword_separator":
            keyword_only = True
            continue
        inner = child if child.type == "identifier" else (child.child_by_field_name("name") or child.named_children[0])
        if child.type in ("list_splat_pattern", "dictionary_splat_pattern"):
            inner = child
        if inner.type != "identifier":
            if any(syntax.name(n) == name for n in inner.named_children):
                return None
            keyword_only = True
            continue
        if syntax.name(inner) == name:
            return KEYWORD_ONLY if keyword_only else position
        position += 1
    return None


def argument_of(call: Call, name: str, position: int) -> Node | None:
    """What a call gives to a parameter by keyword or position, as far as no splat hides it."""
    index = call.leading
    for child in call.arguments:
        if child.type == "keyword_argument":
            key = child.child_by_field_name("name")
            if key is not None and call.file.syntax.name(key) == name:
                return child.child_by_field_name("value")
        elif child.type == "list_splat":
            index = KEYWORD_ONLY * 10
        elif child.type != "dictionary_splat":
            if index == position:
                return child
            index += 1
    return None


def default_of(parameter: Node) -> Node | None:
    """A parameter's default, given the identifier that it binds."""
    parent = parameter.parent
    if parent is not None and parent.type in ("default_parameter", "typed_default_parameter"):
        return parent.child_by_field_name("value")
    return None
