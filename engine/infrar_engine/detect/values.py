"""Expressions → what is known of their value before the program runs.

Follows constants through names, modules, parameters, attributes and containers, as long as every value that could arrive is
in sight; where one is not, the answer says which. What other modules assign counts like what a module assigns itself.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

from tree_sitter import Node

from infrar_engine.detect.builtin_types import Types
from infrar_engine.detect.callers import argument_of, calls_of, default_of, parameter_position
from infrar_engine.detect.containers import Containers
from infrar_engine.detect.fields import Fields
from infrar_engine.detect.graph import ModuleGraph
from infrar_engine.detect.roles import Role, is_assigned
from infrar_engine.detect.scopes import Binding, Names, Occurrence
from infrar_engine.detect.texts import literal, text_value
from infrar_engine.model import Choice, Dynamic, FromEnvironment, Literal, Prefixed, Value
from infrar_engine.source.project import SourceFile
from infrar_engine.source.syntax import field_is, named_children

SdkPath = Callable[[SourceFile, Node], tuple[str, ...]]

_DEPTH = 48
_COMPUTED = Dynamic("it is computed when the program runs")
_CYCLE = Dynamic("it depends on itself")


class Evaluator:
    """Values and types of expressions in one project.

    `sdk_path` says which name of the SDK an expression surely means, `returns` what an operation ("storage.read") returns.
    """

    def __init__(self, graph: ModuleGraph, sdk_path: SdkPath, returns: Callable[[str], str]) -> None:
        self.graph = graph
        self.types = Types(self, sdk_path, returns)
        self._containers = Containers(self)
        self._fields = Fields(self)
        self._active: set[tuple[str, int]] = set()
        self._known: dict[tuple[str, int], Value] = {}

    def names(self, file: SourceFile) -> Names:
        return self.graph.names(file)

    def class_named(self, file: SourceFile, node: Node) -> tuple[SourceFile, Node] | None:
        """The class of the project that an expression names."""
        return self._fields.class_named(file, node)

    def type_of(self, file: SourceFile, node: Node) -> str:
        """The built-in type that an expression surely has ("str", "none", …), "" when that is not proven."""
        return self.types.type_of(file, node)

    def value(self, file: SourceFile, node: Node) -> Value:
        """What the expression comes to."""
        key = (file.path, node.id)
        known = self._known.get(key)
        if known is not None:
            return known
        if key in self._active:
            return _CYCLE
        if len(self._active) > _DEPTH:
            return Dynamic("it goes through too many hands")
        self._active.add(key)
        try:
            value = self._value(file, node)
        finally:
            self._active.discard(key)
        if not self._active:  # within a cycle the answer is only part of the truth
            self._known[key] = value
        return value

    def _value(self, file: SourceFile, node: Node) -> Value:
        """One case a kind of expression."""
        match node.type:
            case "integer" | "float" | "true" | "false" | "none":
                return Literal(ast.literal_eval(file.syntax.source(node)))
            case "string" | "concatenated_string":
                return text_value(file.syntax, node, lambda part: self.value(file, part))
            case "parenthesized_expression" | "type":
                return self.value(file, named_children(node)[0])
            case "unary_operator":
                return literal(file.syntax.source(node)) or _COMPUTED
            case "binary_operator":
                return self._binary(file, node)
            case "conditional_expression":
                then, _, otherwise = named_children(node)
                return merge([self.value(file, then), self.value(file, otherwise)])
            case "boolean_operator":
                return self._boolean(file, node)
            case "named_expression":
                inner = node.child_by_field_name("value")
                return self.value(file, inner) if inner is not None else _COMPUTED
            case "identifier":
                return self.binding_value(file, self.names(file).resolve(node))
            case "attribute":
                return self._attribute(file, node)
            case "subscript":
                return self._subscript(file, node)
            case "call":
                return self._call(file, node)
            case "dictionary" | "list" | "tuple" | "set" | "expression_list":
                return self._containers.display(file, node)
            case _:
                return _COMPUTED

    def _binary(self, file: SourceFile, node: Node) -> Value:
        operator = node.child_by_field_name("operator")
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if operator is None or left is None or right is None or operator.type not in ("+", "%"):
            return _COMPUTED
        first = self.value(file, left)
        if isinstance(first, Prefixed):
            return first if operator.type == "+" else Prefixed(first.prefix.partition("%")[0])
        if not isinstance(first, Literal) or not isinstance(first.value, str):
            return _COMPUTED
        if operator.type == "%":
            return prefixed(first.value.partition("%")[0])
        second = self.value(file, right)
        if isinstance(second, Literal) and isinstance(second.value, str):
            return Literal(first.value + second.value)
        if isinstance(second, Choice) and not first.value:
            return second
        return prefixed(first.value + (second.prefix if isinstance(second, Prefixed) else ""))

    def _boolean(self, file: SourceFile, node: Node) -> Value:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        operator = node.child_by_field_name("operator")
        if left is None or right is None or operator is None or operator.type != "or":
            return _COMPUTED
        first, second = self.value(file, left), self.value(file, right)
        if isinstance(first, Literal):
            return first if first.value else second
        if isinstance(first, FromEnvironment) and isinstance(second, Literal) and isinstance(second.value, str):
            return FromEnvironment(first.variable, first.default or second.value)
        return merge([first, second])

    # Names

    def binding_value(self, file: SourceFile, binding: Binding) -> Value:
        """What a variable can hold: the value of every assignment to it, when all are in sight."""
        if not binding.writes:
            return Dynamic(f"nothing in {file.path} assigns {binding.name}")
        key = (file.path, -id(binding))  # nodes have positive ones
        if key in self._active:
            return _CYCLE
        self._active.add(key)
        try:
            values = [self._written(file, binding, write) for write in binding.writes]
            if binding.scope.kind == "module":
                values += self._written_elsewhere(file, binding.name)
        finally:
            self._active.discard(key)
        return merge([value for value in values if value is not None])

    def _written(self, file: SourceFile, binding: Binding, write: Occurrence) -> Value | None:
        if write.role is Role.PARAMETER:
            return self._parameter(file, binding, write)
        if write.role is Role.IMPORT:
            return self._imported(file, write)
        if write.role is not Role.STORE:
            return Dynamic(f"{binding.name} is not a plain constant")
        return self.stored(file, write.node)

    def _written_elsewhere(self, file: SourceFile, name: str) -> list[Value | None]:
        """What other modules assign to a variable of a module (`config.BUCKET = …`)."""
        if self.graph.set_by_text(name):
            return [Dynamic(f"{name} is set by its name when the program runs")]
        nodes = [r for r in self.graph.readings(file, name) if r.imported is None and not r.star]
        return [self.stored(r.file, r.node) for r in nodes if is_assigned(r.node)]

    def stored(self, file: SourceFile, node: Node) -> Value | None:
        """The value that an assignment, walrus or loop puts into the target `node`; None for a bare annotation."""
        unknown = Dynamic(f"{file.syntax.source(node)} is not a plain constant")
        parent = node.parent
        if parent is None:
            return unknown
        if parent.type == "assignment" and field_is(parent, "left", node):
            right = parent.child_by_field_name("right")
            while right is not None and right.type == "assignment":
                right = right.child_by_field_name("right")
            return self.value(file, right) if right is not None else None
        if parent.type == "named_expression":
            value = parent.child_by_field_name("value")
            return self.value(file, value) if value is not None else None
        if parent.type in ("for_statement", "for_in_clause") and field_is(parent, "left", node):
            elements = self._containers.elements(file, parent.child_by_field_name("right"))
            if elements is not None:
                return merge([self.value(owner, element) for owner, element in elements])
            return Dynamic(f"{file.syntax.source(node)} is a loop variable")
        if parent.type in ("pattern_list", "tuple_pattern"):
            return self._unpacked(file, parent, named_children(parent).index(node)) or unknown
        return unknown

    def _unpacked(self, file: SourceFile, pattern: Node, index: int) -> Value | None:
        """The value that unpacking gives to one of several targets: `A, B = "a", "b"`, `for name, key in PAIRS`."""
        count = len(named_children(pattern))
        holder = pattern.parent
        right = holder.child_by_field_name("right") if holder is not None else None
        if holder is None or right is None or any(c.type == "list_splat_pattern" for c in pattern.children):
            return None
        if holder.type == "assignment":
            found = self._containers.container(file, right)
            rows = [found] if found is not None else None
        else:
            elements = self._containers.elements(file, right)
            rows = [(o, e) for o, e in elements if e.type == "tuple"] if elements is not None else None
            if rows is not None and elements is not None and len(rows) != len(elements):
                return None
        if rows is None or any(len(named_children(row)) != count for _, row in rows):
            return None
        return merge([self.value(owner, named_children(row)[index]) for owner, row in rows])

    def _imported(self, file: SourceFile, write: Occurrence) -> Value:
        imported = self.graph.import_of(file, write.node)
        if imported is None or imported.attribute is None:
            return Dynamic(f"{write.name} is a module")
        other = self.graph.target_of(file, imported)
        if other is None or not self.graph.usable(other):
            return Dynamic(f"{write.name} comes from {imported.module}, which is not part of the project")
        return self.module_attribute(other, imported.attribute)

    def module_attribute(self, file: SourceFile, name: str) -> Value:
        names = self.names(file)
        binding = names.binding_in(name, names.module)
        if binding is not None:
            return self.binding_value(file, binding)
        for _, source in self.graph.stars(file):
            if names_in := self.names(source).binding_in(name, self.names(source).module):
                return self.binding_value(source, names_in)
        return Dynamic(f"{file.path} doesn't assign {name}")

    def _parameter(self, file: SourceFile, binding: Binding, write: Occurrence) -> Value:
        function = binding.scope.node
        what = f"{binding.name} is a parameter"
        if function.type != "function_definition":
            return Dynamic(what)
        name = file.syntax.source(function.children_by_field_name("name")[0])
        what = f"{binding.name} is a parameter of {name}()"
        position = parameter_position(file.syntax, function, binding.name)
        calls = calls_of(self, file, function) if position is not None else None
        if position is None:
            return Dynamic(what)
        if calls is None:
            return Dynamic(f"{what}, and not every call of it is in sight")
        if not calls:
            return Dynamic(f"{what}, and nothing in the project calls it")
        values: list[Value] = []
        for call in calls:
            argument = argument_of(call, binding.name, position)
            if argument is not None:
                values.append(self.value(call.file, argument))
                continue
            default = default_of(write.node)
            if default is None or call.has_splat:
                return Dynamic(f"{what}, and a call of it doesn't show which value it gives")
            values.append(self.value(file, default))
        return merge(values)

    # Attributes, items, calls

    def _attribute(self, file: SourceFile, node: Node) -> Value:
        attribute = node.child_by_field_name("attribute")
        if attribute is None:
            return _COMPUTED
        module = self.graph.module_of(file, node)
        if module is not None:
            usable = self.graph.usable(module)
            return self.module_attribute(module, file.syntax.name(attribute)) if usable else _COMPUTED
        return self._fields.value(file, node)

    def _subscript(self, file: SourceFile, node: Node) -> Value:
        base = node.child_by_field_name("value")
        keys = node.children_by_field_name("subscript")
        if base is None or len(keys) != 1:
            return _COMPUTED
        if self.graph.library_path(file, base) == ("os", "environ"):
            return self._environment(file, keys[0], None)
        return self._containers.item(file, base, keys[0])

    def _call(self, file: SourceFile, node: Node) -> Value:
        function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if function is None or arguments is None:
            return _COMPUTED
        positional = [a for a in named_children(arguments) if a.type not in ("keyword_argument", "list_splat")]
        path = self.graph.library_path(file, function)
        if path in (("os", "environ", "get"), ("os", "getenv")) and positional:
            return self._environment(file, positional[0], _second(file, arguments, "default"))
        if path == ("os", "path", "join") and positional:
            first = self.value(file, positional[0])
            known = isinstance(first, Literal) and isinstance(first.value, str) and first.value
            return prefixed(str(first.value).rstrip("/") + "/") if known and isinstance(first, Literal) else _COMPUTED
        if function.type == "identifier" and path == () and file.syntax.name(function) == "str" and positional:
            builtin = not self.names(file).resolve(function).writes
            inner = self.value(file, positional[0]) if builtin else _COMPUTED
            return inner if isinstance(inner, (Prefixed, FromEnvironment)) or _is_text(inner) else _COMPUTED
        if function.type == "attribute":
            return self._method(file, function, arguments)
        return Dynamic("it is the result of a call")

    def _method(self, file: SourceFile, function: Node, arguments: Node) -> Value:
        base, attribute = function.child_by_field_name("object"), function.child_by_field_name("attribute")
        given = named_children(arguments)
        match file.syntax.source(attribute) if attribute is not None and base is not None else "":
            case "format" if base is not None:
                first = self.value(file, base)
                if isinstance(first, Literal) and isinstance(first.value, str):
                    return prefixed(first.value.partition("{")[0])
            case "get" if base is not None and given:
                found = self._containers.container(file, base)
                if found is not None and found[1].type == "dictionary":
                    inside = self._containers.item(file, base, given[0], missing_ok=True)
                    default = _second(file, arguments, "default")
                    return merge([inside, self.value(file, default) if default is not None else Literal(None)])
        return Dynamic("it is the result of a call")

    def _environment(self, file: SourceFile, name: Node, default: Node | None) -> Value:
        variable = self.value(file, name)
        if not isinstance(variable, Literal) or not isinstance(variable.value, str):
            return Dynamic("it comes from an environment variable whose name only the running program knows")
        if default is None:
            return FromEnvironment(variable.value)
        fallback = self.value(file, default)
        if isinstance(fallback, Literal) and (fallback.value is None or isinstance(fallback.value, str)):
            return FromEnvironment(variable.value, fallback.value)
        return merge([FromEnvironment(variable.value), fallback])


def merge(values: Iterable[Value]) -> Value:
    """One value that may be any of these; the first unknown one wins. What only depends on itself adds nothing."""
    flat: list[Literal | FromEnvironment | Prefixed] = []
    cycle = False
    for value in values:
        if value is _CYCLE:
            cycle = True
        elif isinstance(value, Dynamic):
            return value
        else:
            for one in value.values if isinstance(value, Choice) else (value,):
                if not any(one == other and _same_kind(one, other) for other in flat):
                    flat.append(one)
    if not flat:
        return _CYCLE if cycle else Dynamic("no value for it is in sight")
    return flat[0] if len(flat) == 1 else Choice(tuple(flat))


def _same_kind(one: Value, other: Value) -> bool:
    """Python takes 1, 1.0 and True for equal."""
    return not isinstance(one, Literal) or not isinstance(other, Literal) or type(one.value) is type(other.value)


def prefixed(prefix: str) -> Value:
    return Prefixed(prefix) if prefix else Dynamic("it begins with a value that only the running program knows")


def _is_text(value: Value) -> bool:
    values = value.values if isinstance(value, Choice) else (value,)
    return all(not isinstance(v, Literal) or isinstance(v.value, str) for v in values) and not isinstance(
        value, Dynamic
    )


def _second(file: SourceFile, arguments: Node, keyword: str) -> Node | None:
    """A call's second positional argument, or the one it gives by keyword."""
    index = 0
    for child in named_children(arguments):
        if child.type == "keyword_argument":
            name = child.child_by_field_name("name")
            if name is not None and file.syntax.source(name) == keyword:
                return child.child_by_field_name("value")
        elif index == 1:
            return child
        else:
            index += 1
    return None
