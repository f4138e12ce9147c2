"""Expressions → what is known of their value and type before the program runs.

Follows constants through names, modules, parameters, attributes and containers, as long as every value that could arrive is
in sight; where one is not, the answer says which. A declared type (`def f(data: bytes)`) is taken at its word.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator

from tree_sitter import Node

from infrar_engine.detect.imports import ImportedName, imported_names, statement_at
from infrar_engine.detect.roles import Role
from infrar_engine.detect.scopes import Binding, Names, Occurrence
from infrar_engine.model import Choice, Dynamic, FromEnvironment, Literal, Prefixed, Value
from infrar_engine.source.project import Project, SourceFile
from infrar_engine.source.syntax import field_is, named_children

_DEPTH = 24
_MUTATORS = frozenset(
    {"append", "extend", "insert", "update", "setdefault", "pop", "popitem", "clear", "remove", "add"}
)
_STR_METHODS = frozenset(
    [
        "capitalize",
        "casefold",
        "center",
        "expandtabs",
        "format",
        "join",
        "ljust",
        "lower",
        "lstrip",
        "removeprefix",
        "removesuffix",
        "replace",
        "rjust",
        "rstrip",
        "strip",
        "swapcase",
        "title",
        "translate",
        "upper",
        "zfill",
    ]
)
_BUILTIN_TYPES = {
    "str": "str",
    "repr": "str",
    "ascii": "str",
    "hex": "str",
    "chr": "str",
    "bytes": "bytes",
    "bytearray": "bytearray",
}
_BUILTIN_TYPES |= {
    "memoryview": "memoryview",
    "int": "int",
    "len": "int",
    "ord": "int",
    "bool": "bool",
    "dict": "dict",
    "float": "float",
}
_DECLARED = frozenset({"str", "bytes", "bytearray", "memoryview", "int", "float", "bool", "dict"})
_LIBRARY_TYPES = {
    ("json", "dumps"): "str",
    ("os", "path", "join"): "str",
    ("os", "fspath"): "str",
    ("gzip", "compress"): "bytes",
}


class Evaluator:
    """Values and types of expressions in one project."""

    def __init__(self, project: Project, sdk_types: Callable[[SourceFile, Node], str] | None = None) -> None:
        self.project = project
        self._names: dict[str, Names] = {}
        self._active: set[tuple[str, int]] = set()
        self._sdk_types = sdk_types

    def names(self, file: SourceFile) -> Names:
        found = self._names.get(file.path)
        if found is None:
            found = self._names[file.path] = Names(file.syntax)
        return found

    def value(self, file: SourceFile, node: Node) -> Value:
        """What the expression comes to."""
        key = (file.path, node.id)
        if key in self._active or len(self._active) > _DEPTH:
            return Dynamic("it depends on itself")
        self._active.add(key)
        try:
            return self._value(file, node)
        finally:
            self._active.discard(key)

    def _value(self, file: SourceFile, node: Node) -> Value:  # noqa: PLR0911, PLR0912  one case a kind of expression
        source = file.syntax.source(node)
        match node.type:
            case "integer" | "float" | "true" | "false" | "none":
                return Literal(ast.literal_eval(source))
            case "string" | "concatenated_string":
                return self._string(file, node)
            case "parenthesized_expression" | "type":
                return self.value(file, named_children(node)[0])
            case "unary_operator":
                try:
                    return Literal(ast.literal_eval(source))
                except ValueError:
                    return Dynamic("it is computed")
            case "binary_operator":
                return self._binary(file, node)
            case "conditional_expression":
                then, _, otherwise = named_children(node)
                return merge([self.value(file, then), self.value(file, otherwise)])
            case "boolean_operator":
                return self._boolean(file, node)
            case "named_expression":
                inner = node.child_by_field_name("value")
                return self.value(file, inner) if inner is not None else Dynamic("it is computed")
            case "identifier":
                return self._name(file, node)
            case "attribute":
                return self._attribute(file, node)
            case "subscript":
                return self._subscript(file, node)
            case "call":
                return self._call(file, node)
            case "dictionary" | "list" | "tuple" | "set":
                return self._display(file, node)
            case _:
                return Dynamic("it is computed when the program runs")

    # Texts

    def _string(self, file: SourceFile, node: Node) -> Value:
        if not any(n.type == "interpolation" for n in _string_parts(node)):
            try:
                return Literal(ast.literal_eval(file.syntax.source(node)))
            except (ValueError, SyntaxError):
                return Dynamic("it is not a plain string")
        known = ""
        for part in _string_parts(node):
            if part.type == "interpolation":
                expression = part.child_by_field_name("expression")
                plain = len(named_children(part)) == 1 and not file.syntax.source(part).rstrip("} ").endswith("=")
                value = self.value(file, expression) if expression is not None and plain else Dynamic("")
                if isinstance(value, Literal) and isinstance(value.value, (str, int)):
                    known += str(value.value)
                elif isinstance(value, Prefixed):
                    return Prefixed(known + value.prefix)
                else:
                    return (
                        Prefixed(known)
                        if known
                        else Dynamic("it begins with a value that only the running program knows")
                    )
            else:
                known += self._fragment(file, part)
        return Literal(known)

    def _fragment(self, file: SourceFile, part: Node) -> str:
        """A literal piece of a string, with its escapes read."""
        if part.type == "string":
            value = ast.literal_eval(file.syntax.source(part))
            return value if isinstance(value, str) else ""
        owner = part.parent
        text = file.syntax.source(part)
        raw = owner is not None and "r" in file.syntax.source(owner.children[0]).lower()
        text = text.replace("{{", "{").replace("}}", "}")
        return text if raw else str(ast.literal_eval('"""' + text.replace('"', '\\"') + '"""'))

    def _binary(self, file: SourceFile, node: Node) -> Value:
        operator = node.child_by_field_name("operator")
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if operator is None or left is None or right is None:
            return Dynamic("it is computed")
        first = self.value(file, left)
        if operator.type == "+":
            if isinstance(first, Literal) and isinstance(first.value, str):
                second = self.value(file, right)
                if isinstance(second, Literal) and isinstance(second.value, str):
                    return Literal(first.value + second.value)
                return (
                    Prefixed(first.value + (second.prefix if isinstance(second, Prefixed) else ""))
                    if first.value
                    else second
                )
            return first if isinstance(first, Prefixed) else Dynamic("it is computed when the program runs")
        if operator.type == "%" and isinstance(first, Literal) and isinstance(first.value, str):
            return _prefixed(first.value.partition("%")[0])
        return Dynamic("it is computed when the program runs")

    def _boolean(self, file: SourceFile, node: Node) -> Value:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        operator = node.child_by_field_name("operator")
        if left is None or right is None or operator is None or operator.type != "or":
            return Dynamic("it is computed when the program runs")
        first, second = self.value(file, left), self.value(file, right)
        if isinstance(first, Literal):
            return first if first.value else second
        if isinstance(first, FromEnvironment) and isinstance(second, Literal) and isinstance(second.value, str):
            return FromEnvironment(first.variable, first.default or second.value)
        return merge([first, second])

    # Names

    def _name(self, file: SourceFile, node: Node) -> Value:
        binding = self.names(file).resolve(node)
        return self.binding_value(file, binding)

    def binding_value(self, file: SourceFile, binding: Binding) -> Value:
        """What a variable can hold: the value of every assignment to it, when all are in sight."""
        if not binding.writes:
            return Dynamic(f"nothing in {file.path} assigns {binding.name}")
        values = [self._written(file, binding, write) for write in binding.writes]
        return merge([value for value in values if value is not None])

    def _written(self, file: SourceFile, binding: Binding, write: Occurrence) -> Value | None:
        if write.role is Role.PARAMETER:
            return self._parameter(file, binding, write)
        if write.role is Role.IMPORT:
            return self._imported(file, write)
        if write.role is not Role.STORE:
            return Dynamic(f"{binding.name} is not a plain constant")
        return self._stored(file, write.node)

    def _stored(self, file: SourceFile, node: Node) -> Value | None:
        """The value that an assignment, walrus or loop puts into the target `node`; None for a bare annotation."""
        name = file.syntax.source(node)
        parent = node.parent
        if parent is None:
            return Dynamic(f"{name} is not a plain constant")
        if parent.type == "assignment" and field_is(parent, "left", node):
            right = parent.child_by_field_name("right")
            while right is not None and right.type == "assignment":
                right = right.child_by_field_name("right")
            return self.value(file, right) if right is not None else None
        if parent.type == "named_expression":
            value = parent.child_by_field_name("value")
            return self.value(file, value) if value is not None else None
        if parent.type in ("for_statement", "for_in_clause") and field_is(parent, "left", node):
            right = parent.child_by_field_name("right")
            elements = self._elements(file, right) if right is not None else None
            if elements is not None:
                return merge([self.value(owner, element) for owner, element in elements])
            return Dynamic(f"{name} is a loop variable")
        if (
            parent.type in ("pattern_list", "tuple_pattern")
            and parent.parent is not None
            and parent.parent.type == "assignment"
        ):
            right = parent.parent.child_by_field_name("right")
            targets = named_children(parent)
            if (
                right is not None
                and right.type in ("expression_list", "tuple")
                and len(named_children(right)) == len(targets)
            ):
                return self.value(file, named_children(right)[targets.index(node)])
        return Dynamic(f"{name} is not a plain constant")

    def _imported(self, file: SourceFile, write: Occurrence) -> Value:
        imported = self.import_of(file, write.node)
        if imported is None or imported.attribute is None:
            return Dynamic(f"{write.name} is a module")
        other = self.project.resolve(file.path, imported.module, imported.level)
        if other is None:
            return Dynamic(f"{write.name} comes from {imported.module}, which is not part of the project")
        return self._module_attribute(other, imported.attribute)

    def import_of(self, file: SourceFile, identifier: Node) -> ImportedName | None:
        statement = statement_at(identifier)
        if statement is None:
            return None
        return next((i for i in imported_names(file.syntax, statement) if i.identifier == identifier), None)

    def _module_attribute(self, file: SourceFile, name: str) -> Value:
        names = self.names(file)
        binding = names.binding_in(name, names.module)
        return (
            self.binding_value(file, binding) if binding is not None else Dynamic(f"{file.path} doesn't assign {name}")
        )

    # Parameters

    def _parameter(self, file: SourceFile, binding: Binding, write: Occurrence) -> Value:
        function = binding.scope.node
        what = f"{binding.name} is a parameter"
        if function.type != "function_definition":
            return Dynamic(what)
        name = file.syntax.source(function.children_by_field_name("name")[0])
        what = f"{binding.name} is a parameter of {name}()"
        position = parameter_position(file.syntax.source, function, binding.name)
        if position is None:
            return Dynamic(what)
        calls = self._calls_of(file, function, name)
        if calls is None:
            return Dynamic(f"{what}, and not every call of it is in sight")
        if not calls:
            return Dynamic(f"{what}, and nothing in the project calls it")
        values: list[Value] = []
        for caller, call, bound in calls:
            argument = call_argument(caller.syntax.source, call, binding.name, position - bound)
            if argument is not None:
                values.append(self.value(caller, argument))
                continue
            default = _default(write.node)
            if default is None or has_splat(call):
                return Dynamic(f"{what}, and a call of it doesn't show which value it gives")
            values.append(self.value(file, default))
        return merge(values)

    def _calls_of(self, file: SourceFile, function: Node, name: str) -> list[tuple[SourceFile, Node, int]] | None:
        """Every call of a function of the project, or None when it is also used in other ways.

        The number is how many leading parameters the call doesn't write (`self`).
        """
        owner = function.parent
        if owner is not None and owner.type == "decorated_definition":
            return None
        names = self.names(file)
        scope = names.scope_at(function)
        if scope.kind == "class":
            return self._method_calls(file, scope.node, name)
        binding = names.binding_in(name, scope)
        if binding is None or len(binding.writes) != 1:
            return None
        calls: list[tuple[SourceFile, Node, int]] = []
        if not _collect_calls(file, (o.node for o in binding.reads), calls, 0):
            return None
        if scope.kind != "module":
            return calls
        for other in self._mentioning(name):
            for node in other.syntax.identifiers(name):
                parent = node.parent
                if parent is not None and parent.type == "attribute" and field_is(parent, "attribute", node):
                    if self.module_of(other, parent) is file and not _collect_calls(other, [parent], calls, 0):
                        return None
                elif other is not file and not self._imported_calls(other, node, file, name, calls):
                    return None
        return calls

    def _imported_calls(
        self, other: SourceFile, node: Node, file: SourceFile, name: str, calls: list[tuple[SourceFile, Node, int]]
    ) -> bool:
        imported = self.import_of(other, node)
        if imported is None or imported.attribute != name or imported.identifier is None:
            return True
        if self.project.resolve(other.path, imported.module, imported.level) is not file:
            return True
        binding = self.names(other).resolve(imported.identifier)
        return len(binding.writes) == 1 and _collect_calls(other, (o.node for o in binding.reads), calls, 0)

    def _method_calls(self, file: SourceFile, owner: Node, name: str) -> list[tuple[SourceFile, Node, int]] | None:
        calls: list[tuple[SourceFile, Node, int]] = []
        if name == "__init__":
            class_name = file.syntax.source(owner.children_by_field_name("name")[0])
            for other in self._mentioning(class_name):
                for node in other.syntax.identifiers(class_name):
                    whole = node.parent if node.parent is not None and node.parent.type == "attribute" else node
                    if (
                        whole.parent is not None
                        and whole.parent.type == "call"
                        and field_is(whole.parent, "function", whole)
                    ):
                        calls.append((other, whole.parent, 1))
            return calls
        for other in self._mentioning(name):
            for node in other.syntax.identifiers(name):
                parent = node.parent
                if parent is None or parent.type != "attribute" or not field_is(parent, "attribute", node):
                    continue
                if not _collect_calls(other, [parent], calls, 1):
                    return None
        return calls

    def _mentioning(self, name: str) -> Iterator[SourceFile]:
        encoded = name.encode()
        return (f for f in self.project.files.values() if encoded in f.data)

    # Attributes and containers

    def module_of(self, file: SourceFile, attribute: Node) -> SourceFile | None:
        """The project module whose attribute this is, as in `config.BUCKET`."""
        base = attribute.child_by_field_name("object")
        if base is None:
            return None
        if base.type == "attribute":
            dotted = file.syntax.source(base)
            root = base
            while root.type == "attribute":
                inner = root.child_by_field_name("object")
                if inner is None:
                    return None
                root = inner
            if root.type != "identifier":
                return None
            imported = self._sole_import(file, root)
            return (
                self.project.resolve(file.path, dotted, 0)
                if imported is not None and imported.attribute is None
                else None
            )
        if base.type != "identifier":
            return None
        imported = self._sole_import(file, base)
        if imported is None:
            return None
        if imported.attribute is None:
            return self.project.resolve(file.path, imported.module, imported.level)
        module = f"{imported.module}.{imported.attribute}" if imported.module else imported.attribute
        return self.project.resolve(file.path, module, imported.level)

    def _sole_import(self, file: SourceFile, identifier: Node) -> ImportedName | None:
        binding = self.names(file).resolve(identifier)
        if len(binding.writes) != 1 or binding.writes[0].role is not Role.IMPORT:
            return None
        return self.import_of(file, binding.writes[0].node)

    def library_path(self, file: SourceFile, node: Node) -> tuple[str, ...]:
        """The dotted name of something imported from outside the project (`os.environ`), or ()."""
        attributes: list[str] = []
        while node.type == "attribute":
            attribute, base = node.child_by_field_name("attribute"), node.child_by_field_name("object")
            if attribute is None or base is None:
                return ()
            attributes.append(file.syntax.source(attribute))
            node = base
        if node.type != "identifier":
            return ()
        imported = self._sole_import(file, node)
        if imported is None or imported.level:
            return ()
        return (*imported.path, *reversed(attributes))

    def _attribute(self, file: SourceFile, node: Node) -> Value:
        attribute = node.child_by_field_name("attribute")
        if attribute is None:
            return Dynamic("it is computed when the program runs")
        name = file.syntax.source(attribute)
        module = self.module_of(file, node)
        if module is not None:
            return self._module_attribute(module, name)
        if name == "value":
            base = node.child_by_field_name("object")
            if base is not None and base.type == "attribute":
                return self._attribute(file, base)
        values: list[Value] = []
        for other in self._mentioning(name):
            for found in other.syntax.identifiers(name):
                stored = self._attribute_store(other, found)
                if stored is not None:
                    values.append(stored)
        if not values:
            return Dynamic(f"nothing in the project assigns the attribute {name}")
        return merge(values)

    def _attribute_store(self, file: SourceFile, node: Node) -> Value | None:
        """The value that this occurrence gives to the attribute of its name: `x.name = value`, or a class's own `name = value`."""
        parent = node.parent
        if parent is None:
            return None
        if parent.type == "attribute" and field_is(parent, "attribute", node):
            holder = parent.parent
            if (
                holder is None
                or holder.type not in ("assignment", "augmented_assignment")
                or not field_is(holder, "left", parent)
            ):
                return None
            return self._stored(file, parent) if holder.type == "assignment" else Dynamic("it is changed in place")
        occurrence = self.names(file).classify(node)
        if occurrence is None or occurrence.role is not Role.STORE or occurrence.scope.kind != "class":
            return None
        value = self._stored(file, node)
        given = self._constructor_values(file, occurrence)
        if given is None:
            return value if value is not None else Dynamic(f"{occurrence.name} is a field")
        return merge([*given, *([value] if value is not None else [])])

    def _constructor_values(self, file: SourceFile, field: Occurrence) -> list[Value] | None:
        """What calls of a class give to its field `field` (a dataclass's or named tuple's); None when no call names it."""
        calls = self._method_calls(file, field.scope.node, "__init__") or []
        values: list[Value] = []
        body = field.scope.node.child_by_field_name("body")
        fields = [file.syntax.source(n) for n in _annotated_names(body)] if body is not None else []
        position = fields.index(field.name) if field.name in fields else 10**6
        for caller, call, _ in calls:
            argument = call_argument(caller.syntax.source, call, field.name, position)
            if argument is not None:
                values.append(self.value(caller, argument))
        return values or None

    def _subscript(self, file: SourceFile, node: Node) -> Value:
        base = node.child_by_field_name("value")
        keys = node.children_by_field_name("subscript")
        if base is None or len(keys) != 1:
            return Dynamic("it is computed when the program runs")
        if self.library_path(file, base) == ("os", "environ"):
            return self._environment(file, keys[0], None)
        found = self._container(file, base)
        if found is None:
            return Dynamic("it comes out of a container that can't be followed")
        owner, display = found
        key = self.value(file, keys[0])
        if display.type == "dictionary":
            pairs = [
                (p.child_by_field_name("key"), p.child_by_field_name("value"))
                for p in named_children(display)
                if p.type == "pair"
            ]
            if len(pairs) != len(named_children(display)):
                return Dynamic("it comes out of a container that can't be followed")
            if isinstance(key, Literal):
                pairs = [(k, v) for k, v in pairs if k is not None and self.value(owner, k) == key] or pairs
            return merge([self.value(owner, v) for _, v in pairs if v is not None])
        elements = named_children(display)
        if isinstance(key, Literal) and isinstance(key.value, int) and -len(elements) <= key.value < len(elements):
            return self.value(owner, elements[key.value])
        return merge([self.value(owner, element) for element in elements])

    def _container(self, file: SourceFile, node: Node) -> tuple[SourceFile, Node] | None:
        """The display (`{…}`, `[…]`, `(…)`) that a name always holds, unchanged."""
        if node.type in ("dictionary", "list", "tuple", "set"):
            return file, node
        if node.type == "parenthesized_expression":
            return self._container(file, named_children(node)[0])
        if node.type == "attribute":
            module = self.module_of(file, node)
            attribute = node.child_by_field_name("attribute")
            if module is None or attribute is None:
                return None
            names = self.names(module)
            binding = names.binding_in(file.syntax.source(attribute), names.module)
            return self._bound_container(module, binding)
        if node.type != "identifier":
            return None
        return self._bound_container(file, self.names(file).resolve(node))

    def _bound_container(self, file: SourceFile, binding: Binding | None) -> tuple[SourceFile, Node] | None:
        if binding is None or len(binding.writes) != 1 or any(_mutates(file, o.node) for o in binding.reads):
            return None
        write = binding.writes[0]
        if write.role is Role.IMPORT:
            imported = self.import_of(file, write.node)
            other = self.project.resolve(file.path, imported.module, imported.level) if imported is not None else None
            if imported is None or other is None or imported.attribute is None:
                return None
            names = self.names(other)
            return self._bound_container(other, names.binding_in(imported.attribute, names.module))
        parent = write.node.parent
        right = parent.child_by_field_name("right") if parent is not None and parent.type == "assignment" else None
        return (file, right) if right is not None and right.type in ("dictionary", "list", "tuple", "set") else None

    def _elements(self, file: SourceFile, node: Node) -> list[tuple[SourceFile, Node]] | None:
        """What iterating over a container in sight gives."""
        part = ""
        if node.type == "call":
            function = node.child_by_field_name("function")
            attribute = (
                function.child_by_field_name("attribute")
                if function is not None and function.type == "attribute"
                else None
            )
            base = (
                function.child_by_field_name("object")
                if function is not None and function.type == "attribute"
                else None
            )
            if attribute is None or base is None or file.syntax.source(attribute) not in ("values", "keys"):
                return None
            part, node = file.syntax.source(attribute), base
        found = self._container(file, node)
        if found is None:
            return None
        owner, display = found
        if display.type == "dictionary":
            field = "value" if part == "values" else "key"
            pairs = [p.child_by_field_name(field) for p in named_children(display) if p.type == "pair"]
            return [(owner, p) for p in pairs if p is not None] if len(pairs) == len(named_children(display)) else None
        elements = named_children(display)
        return None if any(e.type == "list_splat" for e in elements) else [(owner, e) for e in elements]

    def _display(self, file: SourceFile, node: Node) -> Value:
        if node.type == "dictionary":
            pairs: list[tuple[object, object]] = []
            for child in named_children(node):
                key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
                if child.type != "pair" or key is None or value is None:
                    return Dynamic("it is computed when the program runs")
                known_key, known_value = self.value(file, key), self.value(file, value)
                if not isinstance(known_key, Literal) or not isinstance(known_value, Literal):
                    return Dynamic("it is computed when the program runs")
                pairs.append((known_key.value, known_value.value))
            return Literal(frozenset(dict(pairs).items()))
        values = [self.value(file, child) for child in named_children(node)]
        if all(isinstance(value, Literal) for value in values):
            return Literal(tuple(value.value for value in values if isinstance(value, Literal)))
        return Dynamic("it is computed when the program runs")

    # Calls

    def _call(self, file: SourceFile, node: Node) -> Value:
        function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if function is None or arguments is None:
            return Dynamic("it is computed when the program runs")
        positional = [a for a in named_children(arguments) if a.type != "keyword_argument"]
        path = self.library_path(file, function)
        if path in (("os", "environ", "get"), ("os", "getenv")) and positional:
            default = call_argument(file.syntax.source, node, "default", 1)
            return self._environment(file, positional[0], default)
        if path == ("os", "path", "join") and positional:
            first = self.value(file, positional[0])
            return (
                _prefixed(first.value + "/")
                if isinstance(first, Literal) and isinstance(first.value, str)
                else Dynamic("it is computed")
            )
        if function.type == "attribute":
            base, attribute = function.child_by_field_name("object"), function.child_by_field_name("attribute")
            if base is not None and attribute is not None and file.syntax.source(attribute) == "format":
                first = self.value(file, base)
                if isinstance(first, Literal) and isinstance(first.value, str):
                    return _prefixed(first.value.partition("{")[0])
            if base is not None and attribute is not None and file.syntax.source(attribute) == "get":
                found = self._container(file, base)
                if found is not None and found[1].type == "dictionary":
                    elements = [p.child_by_field_name("value") for p in named_children(found[1]) if p.type == "pair"]
                    default = call_argument(file.syntax.source, node, "default", 1)
                    values = [self.value(found[0], e) for e in elements if e is not None]
                    return merge([*values, *([self.value(file, default)] if default is not None else [])])
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

    # Types

    def type_of(self, file: SourceFile, node: Node, depth: int = 0) -> str:  # noqa: PLR0911, PLR0912  one case a kind of expression
        """The type an expression surely has, as far as this matters to a rule; "" when that is not proven."""
        if depth > _DEPTH:
            return ""
        match node.type:
            case "string" | "concatenated_string":
                first = node if node.type == "string" else node.named_children[0]
                return "bytes" if "b" in file.syntax.source(first.children[0]).lower() else "str"
            case "integer":
                return "int"
            case "float":
                return "float"
            case "true" | "false":
                return "bool"
            case "none":
                return "none"
            case "dictionary" | "dictionary_comprehension":
                return "dict"
            case "parenthesized_expression" | "named_expression":
                return self.type_of(file, named_children(node)[-1], depth + 1)
            case "conditional_expression":
                then, _, otherwise = named_children(node)
                return self._agree([self.type_of(file, then, depth + 1), self.type_of(file, otherwise, depth + 1)])
            case "binary_operator":
                left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
                operator = node.child_by_field_name("operator")
                if left is None or right is None or operator is None:
                    return ""
                first_type = self.type_of(file, left, depth + 1)
                if operator.type == "%" and first_type in ("str", "bytes"):
                    return first_type
                if operator.type == "+" and first_type in ("str", "bytes"):
                    return self._agree([first_type, self.type_of(file, right, depth + 1)])
                return ""
            case "call":
                return self._call_type(file, node, depth)
            case "identifier":
                return self._name_type(file, node, depth)
            case "attribute" | "subscript":
                return _value_type(self.value(file, node))
            case _:
                return ""

    def _call_type(self, file: SourceFile, node: Node, depth: int) -> str:  # noqa: PLR0911  one case a kind of callee
        function = node.child_by_field_name("function")
        if function is None:
            return ""
        if function.type == "identifier":
            binding = self.names(file).resolve(function)
            if not binding.writes:
                return _BUILTIN_TYPES.get(binding.name, "")
            if len(binding.writes) == 1 and binding.writes[0].role is Role.DEFINE:
                definition = binding.writes[0].node.parent
                decorated = (
                    definition is not None
                    and definition.parent is not None
                    and definition.parent.type == "decorated_definition"
                )
                if definition is not None and definition.type == "function_definition" and not decorated:
                    is_async = definition.children[0].type == "async"
                    declared = definition.child_by_field_name("return_type")
                    return _declared(file, declared) if declared is not None and not is_async else ""
        library = _LIBRARY_TYPES.get(self.library_path(file, function), "")
        if library:
            return library
        if self._sdk_types is not None:
            returned = self._sdk_types(file, function)
            if returned:
                return returned
        if function.type == "attribute":
            base, attribute = function.child_by_field_name("object"), function.child_by_field_name("attribute")
            if base is None or attribute is None:
                return ""
            method, receiver = file.syntax.source(attribute), self.type_of(file, base, depth + 1)
            if receiver == "str" and method == "encode":
                return "bytes"
            if receiver in ("bytes", "bytearray") and method == "decode":
                return "str"
            if receiver == "str" and method in _STR_METHODS:
                return "str"
        return ""

    def _name_type(self, file: SourceFile, node: Node, depth: int) -> str:
        binding = self.names(file).resolve(node)
        if not binding.writes:
            return ""
        types: list[str] = []
        for write in binding.writes:
            declared = _annotation(write.node)
            if declared is not None:
                types.append(_declared(file, declared))
            elif write.role is Role.STORE and write.node.parent is not None and write.node.parent.type == "assignment":
                right = write.node.parent.child_by_field_name("right")
                types.append(self.type_of(file, right, depth + 1) if right is not None else "")
            else:
                value = self._written(file, binding, write)
                types.append(_value_type(value) if value is not None else "")
        return self._agree(types)

    @staticmethod
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


def merge(values: Iterable[Value]) -> Value:
    """One value that may be any of these; the first unknown one wins."""
    flat: list[Literal | FromEnvironment | Prefixed] = []
    for value in values:
        if isinstance(value, Dynamic):
            return value
        for one in value.values if isinstance(value, Choice) else (value,):
            if one not in flat:
                flat.append(one)
    if not flat:
        return Dynamic("no value for it is in sight")
    return flat[0] if len(flat) == 1 else Choice(tuple(flat))


def _prefixed(prefix: str) -> Value:
    return Prefixed(prefix) if prefix else Dynamic("it begins with a value that only the running program knows")


def _string_parts(node: Node) -> Iterator[Node]:
    """The pieces of a string or of adjacent strings: contents, escapes and interpolations."""
    for child in node.children:
        if node.type == "concatenated_string" and child.type == "string":
            if any(c.type == "interpolation" for c in child.children):
                yield from _string_parts(child)
            else:
                yield child
        elif child.type in ("string_content", "interpolation"):
            yield child


def parameter_position(source: Callable[[Node], str], function: Node, name: str) -> int | None:
    """Where a parameter stands among those that can be given by position; a large number when only by keyword."""
    parameters = function.child_by_field_name("parameters")
    position = 0
    keyword_only = False
    for child in named_children(parameters) if parameters is not None else []:
        if child.type in ("list_splat_pattern", "keyword_separator", "dictionary_splat_pattern"):
            if any(source(n) == name for n in child.named_children):
                return None
            keyword_only = True
            continue
        if child.type == "positional_separator":
            continue
        inner = child if child.type == "identifier" else (child.child_by_field_name("name") or child.named_children[0])
        if inner.type != "identifier":
            if any(source(n) == name for n in inner.named_children):
                return None
            keyword_only = True
            continue
        if source(inner) == name:
            return 10**6 if keyword_only else position
        position += 1
    return None


def call_argument(source: Callable[[Node], str], call: Node, name: str, position: int) -> Node | None:
    """What a call gives to a parameter by keyword or position, as far as no splat hides it."""
    arguments = call.child_by_field_name("arguments")
    if arguments is None or arguments.type != "argument_list":
        return None
    index = 0
    for child in named_children(arguments):
        if child.type == "keyword_argument":
            key = child.child_by_field_name("name")
            if key is not None and source(key) == name:
                return child.child_by_field_name("value")
        elif child.type == "list_splat":
            index = 10**7
        elif child.type != "dictionary_splat":
            if index == position:
                return child
            index += 1
    return None


def has_splat(call: Node) -> bool:
    arguments = call.child_by_field_name("arguments")
    return arguments is not None and any(c.type in ("list_splat", "dictionary_splat") for c in arguments.named_children)


def _collect_calls(
    file: SourceFile, nodes: Iterable[Node], calls: list[tuple[SourceFile, Node, int]], bound: int
) -> bool:
    for node in nodes:
        parent = node.parent
        if parent is None or parent.type != "call" or not field_is(parent, "function", node):
            return False
        calls.append((file, parent, bound))
    return True


def _default(node: Node) -> Node | None:
    parent = node.parent
    if parent is not None and parent.type in ("default_parameter", "typed_default_parameter"):
        return parent.child_by_field_name("value")
    return None


def _annotation(node: Node) -> Node | None:
    parent = node.parent
    if parent is not None and parent.type in ("typed_parameter", "typed_default_parameter", "assignment"):
        return (
            parent.child_by_field_name("type")
            if parent.type != "assignment" or field_is(parent, "left", node)
            else None
        )
    return None


def _declared(file: SourceFile, annotation: Node) -> str:
    text = file.syntax.source(annotation).strip("\"' ")
    base = text.partition("[")[0]
    return base if base in _DECLARED and (text == base or (base == "dict" and text.endswith("]"))) else ""


def _annotated_names(body: Node) -> Iterator[Node]:
    for statement in named_children(body):
        if statement.type == "expression_statement" and statement.named_children[0].type == "assignment":
            left = statement.named_children[0].child_by_field_name("left")
            if left is not None and statement.named_children[0].child_by_field_name("type") is not None:
                yield left


def _mutates(file: SourceFile, node: Node) -> bool:
    """Whether this read of a container may change it, or hands it to code that may."""
    parent = node.parent
    if parent is None:
        return False
    if parent.type == "subscript":
        holder = parent.parent
        return holder is not None and (
            (holder.type in ("assignment", "augmented_assignment") and field_is(holder, "left", parent))
            or holder.type == "delete_statement"
        )
    if parent.type == "attribute":
        attribute = parent.child_by_field_name("attribute")
        return attribute is not None and file.syntax.source(attribute) in _MUTATORS
    return False
