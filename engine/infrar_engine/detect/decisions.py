"""Expressions → what they come to once the target's name is known; None where the running program has a say.

A module of the SDK is there in every build, so `if storage is not None:` is decided, too.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from enum import Enum
from typing import TypeAlias

from tree_sitter import Node

from infrar_engine.detect.bindings import reaches
from infrar_engine.detect.roles import Role
from infrar_engine.detect.scopes import Binding, Names
from infrar_engine.source.syntax import field_is, named_children


class Constant(Enum):
    """Values of which nothing matters but whether they are true, and None or not."""

    MODULE = "a module"
    NONE = "None"

    def __bool__(self) -> bool:
        return self is not Constant.NONE


Known: TypeAlias = str | bool | tuple[object, ...] | Constant
_METHODS: dict[str, Callable[..., object]] = {
    "lower": str.lower,
    "upper": str.upper,
    "strip": str.strip,
    "startswith": str.startswith,
    "endswith": str.endswith,
}
_PARTS = frozenset({"tuple", "list", "set", "argument_list", "attribute"})
_COMPARISONS: dict[str, Callable[[object, object], object]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "in": lambda a, b: a in b if isinstance(b, (str, tuple)) else None,
    "not in": lambda a, b: a not in b if isinstance(b, (str, tuple)) else None,
    "is": lambda a, b: a is b if Constant.NONE in (a, b) else None,
    "is not": lambda a, b: a is not b if Constant.NONE in (a, b) else None,
}
_TRUTH = frozenset(
    {"if_statement", "elif_clause", "while_statement", "assert_statement", "conditional_expression"}
    | {"comparison_operator", "not_operator", "boolean_operator", "argument_list"}
)


def is_asked_for(node: Node) -> bool:
    """Whether an expression may be there only for being true, or not None."""
    parent = node.parent
    while parent is not None and parent.type == "parenthesized_expression":
        parent = parent.parent
    return parent is not None and parent.type in _TRUTH


class Decisions:
    """In one file, for one target."""

    def __init__(
        self,
        names: Names,
        known: Callable[[Node], str | Constant | None],
        is_own: Callable[[Binding], bool],
    ) -> None:
        """`known` says what the SDK's expressions are, `is_own` whether only this file assigns a variable."""
        self._names = names
        self._known = known
        self._is_own = is_own
        self._active: set[int] = set()

    def outermost(self, site: Node) -> Node:
        """The widest expression around `site` that the target's name decides."""
        whole = site
        while whole.parent is not None and whole.parent.type not in ("expression_statement", "interpolation"):
            parent = whole.parent
            holder = parent.parent if parent.type in _PARTS else parent
            if holder is None or self.value(holder) is None:
                break
            whole = holder
        return whole

    def truth(self, node: Node) -> bool | None:
        value = self.value(node)
        if value is None:
            return self._half_decided(node)
        return bool(value)

    def value(self, node: Node) -> Known | None:
        """What the expression comes to, if the target's name has a part in that."""
        found = self._value(node)
        return found[0] if found is not None and found[1] else None

    def matches(self, case: Node, subject: Known | None) -> bool | None:
        """Whether a `case` takes the subject."""
        guarded = any(c.type == "if_clause" for c in case.children)
        patterns = [p for p in case.named_children if p.type == "case_pattern"]
        if len(patterns) != 1 or subject is None:
            return None
        inner = patterns[0].children[0]
        options = named_children(inner) if inner.type == "union_pattern" else [inner]
        for option in options:
            text = self._constant(option) if option.type == "string" else None
            if option.type != "_" and text is None:
                return None
            if option.type == "_" or text == subject:
                return None if guarded else True
        return False

    def _half_decided(self, node: Node) -> bool | None:
        """`x and y` with one side decided; the other is only dropped where it stands second."""
        if node.type == "parenthesized_expression":
            return self.truth(named_children(node)[0])
        left, operator = node.child_by_field_name("left"), node.child_by_field_name("operator")
        if node.type != "boolean_operator" or left is None or operator is None:
            return None
        first = self.truth(left)
        return first if first is not None and first is (operator.type == "or") else None

    def _value(self, node: Node) -> tuple[Known, bool] | None:
        """The value, and whether the target's name has a part in it."""
        known = self._known(node)
        if known is not None:
            return known, True
        match node.type:
            case "parenthesized_expression":
                return self._value(named_children(node)[0])
            case "string":
                text = self._constant(node)
                return (text, False) if text is not None else None
            case "none":
                return Constant.NONE, False
            case "true" | "false":
                return node.type == "true", False
            case "tuple" | "list" | "set":
                parts = [self._value(child) for child in named_children(node)]
                found = [part for part in parts if part is not None]
                return (tuple(p[0] for p in found), any(p[1] for p in found)) if len(found) == len(parts) else None
            case "comparison_operator":
                return self._comparison(node)
            case "not_operator":
                inner = self._value(named_children(node)[0])
                return (not inner[0], inner[1]) if inner is not None else None
            case "boolean_operator":
                return self._boolean(node)
            case "call":
                return self._bool(node) or self._method(node)
            case "identifier":
                return self._variable(node)
            case _:
                return None

    def _constant(self, node: Node) -> str | None:
        try:
            value = ast.literal_eval(self._names.syntax.source(node))
        except (ValueError, SyntaxError):
            return None
        return value if isinstance(value, str) else None

    def _comparison(self, node: Node) -> tuple[Known, bool] | None:
        operands = named_children(node)
        operators = node.children_by_field_name("operators")
        if len(operands) != 2 or len(operators) != 1 or operators[0].type not in _COMPARISONS:
            return None
        left, right = self._value(operands[0]), self._value(operands[1])
        if left is None or right is None:
            return None
        result = _COMPARISONS[operators[0].type](left[0], right[0])
        return (result, left[1] or right[1]) if isinstance(result, bool) else None

    def _boolean(self, node: Node) -> tuple[Known, bool] | None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        operator = node.child_by_field_name("operator")
        first = self._value(left) if left is not None else None
        if first is None or right is None or operator is None:
            return None
        if bool(first[0]) is (operator.type == "or"):
            return first
        second = self._value(right)
        return (second[0], first[1] or second[1]) if second is not None else None

    def _bool(self, node: Node) -> tuple[Known, bool] | None:
        """`bool(x)`"""
        function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        given = named_children(arguments) if arguments is not None else []
        if function is None or self._names.syntax.source(function) != "bool" or len(given) != 1:
            return None
        inner = self._value(given[0])
        builtin = not self._names.resolve(function).writes
        return (bool(inner[0]), inner[1]) if inner is not None and builtin else None

    def _method(self, node: Node) -> tuple[Known, bool] | None:
        function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if function is None or arguments is None or function.type != "attribute":
            return None
        base, attribute = function.child_by_field_name("object"), function.child_by_field_name("attribute")
        method = _METHODS.get(self._names.syntax.source(attribute)) if attribute is not None else None
        receiver = self._value(base) if base is not None and method is not None else None
        given = [self._value(a) for a in named_children(arguments)]
        known = [g for g in given if g is not None]
        if method is None or receiver is None or not isinstance(receiver[0], str) or len(known) != len(given):
            return None
        try:
            result = method(receiver[0], *(g[0] for g in known))
        except TypeError:
            return None
        return (result, receiver[1]) if isinstance(result, (str, bool)) else None

    def _variable(self, node: Node) -> tuple[Known, bool] | None:
        """A variable that is assigned once, and never again."""
        binding = self._names.resolve(node)
        if len(binding.writes) != 1 or binding.writes[0].role is not Role.STORE or node.id in self._active:
            return None
        target = binding.writes[0].node
        parent = target.parent
        if parent is None or parent.type != "assignment" or not field_is(parent, "left", target):
            return None
        read = next((r for r in binding.reads if r.node == node), None)
        surely = node == target or (read is not None and reaches(self._names, parent, binding.scope, read))
        if not surely or not self._is_own(binding):
            return None
        right = parent.child_by_field_name("right")
        self._active.add(node.id)
        try:
            return self._value(right) if right is not None else None
        finally:
            self._active.discard(node.id)
