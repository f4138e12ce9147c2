"""Expressions → the built-in type that they surely have, as far as this matters to a rule.

A declared type (`def f(data: bytes)`) is taken at its word. "" stands for "not proven".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tree_sitter import Node

from infrar_engine.detect.roles import Role
from infrar_engine.model import AIO, Choice, Literal, Prefixed, Value
from infrar_engine.source.project import SourceFile
from infrar_engine.source.syntax import Syntax, field_is, named_children

if TYPE_CHECKING:
    from infrar_engine.detect.values import Evaluator

_DEPTH = 24
_DECLARED = frozenset({"str", "bytes", "bytearray", "memoryview", "int", "float", "bool", "dict"})
_DISPLAYS = {
    "integer": "int",
    "float": "float",
    "true": "bool",
    "false": "bool",
    "none": "none",
    "dictionary": "dict",
    "dictionary_comprehension": "dict",
    "not_operator": "bool",
}
_BUILTINS = {
    "str": "str",
    "repr": "str",
    "ascii": "str",
    "hex": "str",
    "chr": "str",
    "bytes": "bytes",
    "bytearray": "bytearray",
    "memoryview": "memoryview",
    "int": "int",
    "len": "int",
    "ord": "int",
    "bool": "bool",
    "dict": "dict",
    "float": "float",
}
_LIBRARY = {
    ("json", "dumps"): "str",
    ("os", "path", "join"): "str",
    ("gzip", "compress"): "bytes",
    ("zlib", "compress"): "bytes",
    ("base64", "b64encode"): "bytes",
    ("base64", "b64decode"): "bytes",
    ("pickle", "dumps"): "bytes",
    ("textwrap", "dedent"): "str",
}
_STR_METHODS = frozenset(
    {"capitalize", "casefold", "center", "expandtabs", "format", "join", "ljust", "lower", "lstrip", "removeprefix"}
    | {"removesuffix", "replace", "rjust", "rstrip", "strip", "swapcase", "title", "translate", "upper", "zfill"}
)
_BYTES_METHODS = frozenset({"join", "lower", "lstrip", "replace", "rstrip", "strip", "upper", "removeprefix"})


class Types:
    def __init__(
        self,
        evaluator: Evaluator,
        sdk_path: Callable[[SourceFile, Node], tuple[str, ...]],
        returns: Callable[[str], str],
    ) -> None:
        self._evaluator = evaluator
        self._sdk_path = sdk_path
        self._returns = returns
        self._depth = 0

    def type_of(self, file: SourceFile, node: Node) -> str:
        if self._depth > _DEPTH:
            return ""
        self._depth += 1
        try:
            return self._type_of(file, node)
        finally:
            self._depth -= 1

    def _type_of(self, file: SourceFile, node: Node) -> str:
        """One case a kind of expression."""
        match node.type:
            case "string" | "concatenated_string":
                return _string_type(file.syntax, node)
            case kind if kind in _DISPLAYS:
                return _DISPLAYS[kind]
            case "parenthesized_expression" | "named_expression":
                return self.type_of(file, named_children(node)[-1])
            case "conditional_expression":
                then, _, otherwise = named_children(node)
                return _agree([self.type_of(file, then), self.type_of(file, otherwise)])
            case "binary_operator":
                return self._operator(file, node)
            case "call":
                return self._call(file, node)
            case "await":
                return self._call(file, node.named_children[0], awaited=True)
            case "identifier":
                return self._name(file, node)
            case "attribute" | "subscript":
                return _value_type(self._evaluator.value(file, node))
            case _:
                return ""

    def _operator(self, file: SourceFile, node: Node) -> str:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        operator = node.child_by_field_name("operator")
        if left is None or right is None or operator is None:
            return ""
        first = self.type_of(file, left)
        match operator.type:
            case "%" if first in ("str", "bytes"):
                return first
            case "+" if first in ("str", "bytes"):
                return _agree([first, self.type_of(file, right)])
            case "*" if first in ("str", "bytes") and self.type_of(file, right) == "int":
                return first
            case _:
                return ""

    def _call(self, file: SourceFile, node: Node, *, awaited: bool = False) -> str:
        function = node.child_by_field_name("function") if node.type == "call" else None
        if function is None:
            return ""
        if function.type == "identifier":
            binding = self._evaluator.names(file).resolve(function)
            if not binding.writes and not awaited:
                return _BUILTINS.get(binding.name, "") if not self._evaluator.graph.has_foreign_star(file) else ""
            if len(binding.writes) == 1 and binding.writes[0].role is Role.DEFINE:
                return _declared_return(file, binding.writes[0].node.parent, awaited=awaited)
        path = self._sdk_path(file, function)
        if path:
            if path[1].startswith(AIO) is not awaited:
                return ""
            returned = self._returns(".".join(path[1:]))
            return returned if returned in _DECLARED else ""
        if awaited:
            return ""
        library = _LIBRARY.get(self._evaluator.graph.library_path(file, function), "")
        return library or (self._method(file, function) if function.type == "attribute" else "")

    def _method(self, file: SourceFile, function: Node) -> str:
        base, attribute = function.child_by_field_name("object"), function.child_by_field_name("attribute")
        if base is None or attribute is None:
            return ""
        method, receiver = file.syntax.source(attribute), self.type_of(file, base)
        if receiver == "str":
            return "bytes" if method == "encode" else "str" if method in _STR_METHODS else ""
        if receiver in ("bytes", "bytearray"):
            return "str" if method in ("decode", "hex") else receiver if method in _BYTES_METHODS else ""
        return ""

    def _name(self, file: SourceFile, node: Node) -> str:
        binding = self._evaluator.names(file).resolve(node)
        if not binding.writes:
            return ""
        types: list[str] = []
        for write in binding.writes:
            parent = write.node.parent
            declared = _annotation(write.node)
            if declared is not None:
                types.append(_declared(file, declared))
            elif write.role is Role.STORE and parent is not None and parent.type in ("assignment", "named_expression"):
                right = parent.child_by_field_name("right") or parent.child_by_field_name("value")
                types.append(self.type_of(file, right) if right is not None and _is_whole(write.node, parent) else "")
            elif write.role is Role.STORE and parent is not None and parent.type == "augmented_assignment":
                types.append(self._augmented(file, parent))
            elif write.role in (Role.PARAMETER, Role.IMPORT, Role.STORE):
                types.append(_value_type(self._evaluator.value(file, node)) if len(binding.writes) == 1 else "")
            else:
                types.append("")
        return _agree(types)

    def _augmented(self, file: SourceFile, statement: Node) -> str:
        """`text += "more"` keeps the type of what is added to."""
        right, operator = statement.child_by_field_name("right"), statement.child_by_field_name("operator")
        added = self.type_of(file, right) if right is not None else ""
        return added if operator is not None and operator.type == "+=" and added in ("str", "bytes") else ""


def _is_whole(target: Node, holder: Node) -> bool:
    return field_is(holder, "left", target) or field_is(holder, "name", target)


def _string_type(syntax: Syntax, node: Node) -> str:
    first = node if node.type == "string" else node.named_children[0]
    prefix = syntax.source(first.children[0]).lower().rstrip("\"'")
    return "" if "t" in prefix else "bytes" if "b" in prefix else "str"


def _declared_return(file: SourceFile, definition: Node | None, *, awaited: bool) -> str:
    """What an undecorated function of the module says that it returns, or gives to `await`."""
    if definition is None or definition.type != "function_definition":
        return ""
    if (definition.children[0].type == "async") is not awaited:
        return ""
    if definition.parent is not None and definition.parent.type == "decorated_definition":
        return ""
    declared = definition.child_by_field_name("return_type")
    return _declared(file, declared) if declared is not None else ""


def _annotation(node: Node) -> Node | None:
    parent = node.parent
    if parent is None or parent.type not in ("typed_parameter", "typed_default_parameter", "assignment"):
        return None
    if parent.type == "assignment" and not field_is(parent, "left", node):
        return None
    if parent.type == "typed_parameter" and parent.named_children[0] != node:
        return None
    return parent.child_by_field_name("type")


def _declared(file: SourceFile, annotation: Node) -> str:
    text = file.syntax.source(annotation).strip("\"' ")
    base = text.partition("[")[0]
    return base if base in _DECLARED and (text == base or (base == "dict" and text.endswith("]"))) else ""


def _agree(types: list[str]) -> str:
    return types[0] if types and all(t == types[0] for t in types) else ""


def _value_type(value: Value) -> str:
    """The type of a value that is known, or known in part."""
    match value:
        case Literal(value=frozenset()):
            return "dict"
        case Literal(value=known):
            return "none" if known is None else type(known).__name__
        case Prefixed():
            return "str"
        case Choice(values=values):
            types = {_value_type(each) for each in values}
            return types.pop() if len(types) == 1 else ""
        case _:
            return ""
