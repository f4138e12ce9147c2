"""How freely an argument may be moved, repeated or dropped without the program telling the difference.

Reading a name, an attribute or an item, and formatting what was read, is taken to change nothing: so two reads may change
places. A read and an effect may not, since the effect may change what is read.
"""

from __future__ import annotations

from enum import IntEnum

from tree_sitter import Node

from infrar_engine.detect.roles import Role
from infrar_engine.detect.values import Evaluator
from infrar_engine.model import Literal
from infrar_engine.source.project import SourceFile
from infrar_engine.source.syntax import named_children

_PURE_BUILTINS = frozenset({"str", "int", "len", "repr", "bool", "float", "bytes"})
_PURE_LIBRARY = frozenset(
    {("os", "path", "join"), ("os", "environ", "get"), ("os", "getenv"), ("os", "path", "basename")}
)
_EFFECTS = frozenset(
    {"await", "yield", "named_expression", "list_comprehension", "set_comprehension", "dictionary_comprehension"}
)


class Effect(IntEnum):
    """STABLE: the same whenever it is evaluated. READ: changes nothing, may be changed by effects. FALLIBLE: a read that may
    well fail, so it must not come after anything. EFFECT: anything.
    """

    STABLE = 0
    READ = 1
    FALLIBLE = 2
    EFFECT = 3


def effect_of(evaluator: Evaluator, file: SourceFile, node: Node) -> Effect:
    match node.type:
        case (
            "integer"
            | "float"
            | "true"
            | "false"
            | "none"
            | "ellipsis"
            | "string_start"
            | "string_content"
            | "string_end"
        ):
            return Effect.STABLE
        case "identifier":
            return _name(evaluator, file, node)
        case "lambda":
            return Effect.READ
        case "call":
            return _call(evaluator, file, node)
        case kind if kind in _EFFECTS:
            return Effect.EFFECT
        case "attribute":
            base = node.child_by_field_name("object")
            return max(Effect.READ, effect_of(evaluator, file, base)) if base is not None else Effect.EFFECT
        case "subscript":
            return max([Effect.FALLIBLE, *(effect_of(evaluator, file, child) for child in named_children(node))])
        case "keyword_argument":
            value = node.child_by_field_name("value")
            return effect_of(evaluator, file, value) if value is not None else Effect.EFFECT
        case "type_conversion":
            return Effect.STABLE
        case _:
            return max((effect_of(evaluator, file, child) for child in named_children(node)), default=Effect.STABLE)


def _name(evaluator: Evaluator, file: SourceFile, node: Node) -> Effect:
    binding = evaluator.names(file).resolve(node)
    if len(binding.writes) == 1 and isinstance(evaluator.value(file, node), Literal):
        return Effect.STABLE
    own = binding.scope.kind == "function" and all(w.scope.id == binding.scope.id for w in binding.writes)
    plain = own and not any(w.role is Role.STORE and _is_walrus(w.node) for w in binding.writes)
    return Effect.STABLE if plain else Effect.READ


def _is_walrus(node: Node) -> bool:
    return node.parent is not None and node.parent.type == "named_expression"


def _call(evaluator: Evaluator, file: SourceFile, node: Node) -> Effect:
    function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if function is None or arguments is None:
        return Effect.EFFECT
    inside = max((effect_of(evaluator, file, child) for child in named_children(arguments)), default=Effect.STABLE)
    if function.type == "identifier":
        binding = evaluator.names(file).resolve(function)
        pure = binding.name in _PURE_BUILTINS and not binding.writes
        return max(inside, Effect.FALLIBLE) if pure else Effect.EFFECT
    if evaluator.graph.library_path(file, function) in _PURE_LIBRARY:
        return max(inside, Effect.FALLIBLE)
    base = function.child_by_field_name("object")
    if base is not None and evaluator.type_of(file, base) in ("str", "bytes"):
        return max(inside, effect_of(evaluator, file, base))
    return Effect.EFFECT
