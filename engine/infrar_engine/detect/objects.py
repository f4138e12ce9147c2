"""Expressions → the class of the project that they name, or whose instance they surely are.

Annotations are taken at their word; an object without one has a class when everything that is assigned to it has.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from tree_sitter import Node

from infrar_engine.detect.callers import argument_of, calls_of, parameter_position
from infrar_engine.detect.roles import Role
from infrar_engine.detect.scopes import Binding, Occurrence
from infrar_engine.source.project import SourceFile
from infrar_engine.source.syntax import field_is, named_children

if TYPE_CHECKING:
    from infrar_engine.detect.values import Evaluator

Class: TypeAlias = tuple[SourceFile, Node]
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_DEPTH = 12


class Objects:
    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._depth = 0

    def class_named(self, file: SourceFile, node: Node) -> Class | None:
        """The class that an expression names: `Config`, `settings.Config`."""
        graph = self._evaluator.graph
        if node.type == "attribute":
            module = graph.module_of(file, node)
            attribute = node.child_by_field_name("attribute")
            usable = module is not None and attribute is not None and graph.usable(module)
            return self._class_in(module, file.syntax.name(attribute)) if usable and module and attribute else None
        if node.type != "identifier":
            return None
        return self._class_bound(file, self._evaluator.names(file).resolve(node))

    def _class_in(self, module: SourceFile, name: str) -> Class | None:
        names = self._evaluator.names(module)
        binding = names.binding_in(name, names.module)
        return self._class_bound(module, binding) if binding is not None else None

    def _class_bound(self, file: SourceFile, binding: Binding) -> Class | None:
        if len(binding.writes) != 1:
            return None
        write = binding.writes[0]
        parent = write.node.parent
        if write.role is Role.DEFINE and parent is not None and parent.type == "class_definition":
            return file, parent
        imported = self._evaluator.graph.import_of(file, write.node) if write.role is Role.IMPORT else None
        other = self._evaluator.graph.target_of(file, imported) if imported is not None else None
        if imported is None or other is None or imported.attribute is None or not self._evaluator.graph.usable(other):
            return None
        if self._depth > _DEPTH:
            return None
        self._depth += 1
        try:
            return self._class_in(other, imported.attribute)
        finally:
            self._depth -= 1

    def class_of(self, file: SourceFile, node: Node) -> Class | None:
        """The class of the object that an expression gives."""
        if self._depth > _DEPTH:
            return None
        self._depth += 1
        try:
            return self._class_of(file, node)
        finally:
            self._depth -= 1

    def _class_of(self, file: SourceFile, node: Node) -> Class | None:
        match node.type:
            case "parenthesized_expression":
                return self.class_of(file, named_children(node)[0])
            case "call":
                function = node.child_by_field_name("function")
                return self._returned(file, function) if function is not None else None
            case "identifier":
                return self._variable(file, self._evaluator.names(file).resolve(node))
            case "attribute":
                return self._attribute(file, node)
            case _:
                return None

    def _returned(self, file: SourceFile, function: Node) -> Class | None:
        made = self.class_named(file, function)
        if made is not None:
            return made
        if function.type == "attribute":
            owner = function.child_by_field_name("object")
            method = function.child_by_field_name("attribute")
            of = self.class_named(file, owner) or self.class_of(file, owner) if owner is not None else None
            if of is None or method is None:
                return None
            names = self._evaluator.names(of[0])
            body = of[1].child_by_field_name("body")
            found = (
                names.binding_in(of[0].syntax.name(method), names.scope_at(body.named_children[0])) if body else None
            )
            return self._declared_return(of[0], found, of)
        if function.type != "identifier":
            return None
        binding = self._evaluator.names(file).resolve(function)
        return self._declared_return(*self._definition(file, binding), None)

    def _definition(self, file: SourceFile, binding: Binding) -> tuple[SourceFile, Binding | None]:
        """The module variable that a name stands for, through imports of the project."""
        graph = self._evaluator.graph
        for _ in range(_DEPTH):
            if len(binding.writes) != 1 or binding.writes[0].role is not Role.IMPORT:
                break
            imported = graph.import_of(file, binding.writes[0].node)
            other = graph.target_of(file, imported) if imported is not None else None
            if imported is None or other is None or imported.attribute is None or not graph.usable(other):
                return file, None
            names = self._evaluator.names(other)
            found = names.binding_in(imported.attribute, names.module)
            if found is None:
                return file, None
            file, binding = other, found
        return file, binding

    def _declared_return(self, file: SourceFile, binding: Binding | None, owner: Class | None) -> Class | None:
        if binding is None or len(binding.writes) != 1:
            return None
        definition = binding.writes[0].node.parent
        if definition is None or definition.type != "function_definition":
            return None
        declared = definition.child_by_field_name("return_type")
        if declared is None or definition.children[0].type == "async":
            return None
        if owner is not None and file.syntax.source(declared).strip("\"'") == "Self":
            return owner
        return self.annotated(file, declared)

    def annotated(self, file: SourceFile, annotation: Node) -> Class | None:
        """The class that an annotation names, also as a text or beside None."""
        text = file.syntax.source(annotation).strip("\"' ")
        words = [w for w in _NAME.findall(text) if w not in ("None", "Optional", "Annotated", "Final", "ClassVar")]
        if len(words) == 1:
            names = self._evaluator.names(file)
            return self._class_bound(file, names.lookup(words[0], names.scope_at(annotation)))
        if len(words) == 2 and f"{words[0]}.{words[1]}" in text:
            inner = next((n for n in _descendants(annotation) if n.type == "attribute"), None)
            return self.class_named(file, inner) if inner is not None else None
        return None

    def _variable(self, file: SourceFile, binding: Binding) -> Class | None:
        file, found = self._definition(file, binding)
        if found is None or not found.writes:
            return None
        classes = [self._written(file, found, write) for write in found.writes]
        first = classes[0]
        return first if first is not None and all(c == first for c in classes) else None

    def _written(self, file: SourceFile, binding: Binding, write: Occurrence) -> Class | None:
        parent = write.node.parent
        if write.role is Role.PARAMETER:
            return self._parameter(file, binding, write)
        if write.role is not Role.STORE or parent is None:
            return None
        if parent.type in ("assignment", "named_expression"):
            declared = parent.child_by_field_name("type")
            if declared is not None:
                return self.annotated(file, declared)
            right = parent.child_by_field_name("right") or parent.child_by_field_name("value")
            left = field_is(parent, "left", write.node) or field_is(parent, "name", write.node)
            return self.class_of(file, right) if right is not None and left else None
        return None

    def _parameter(self, file: SourceFile, binding: Binding, write: Occurrence) -> Class | None:
        parent = write.node.parent
        if parent is not None and parent.type in ("typed_parameter", "typed_default_parameter"):
            declared = parent.child_by_field_name("type")
            return self.annotated(file, declared) if declared is not None else None
        function = binding.scope.node
        if function.type != "function_definition":
            return None
        names = self._evaluator.names(file)
        position = parameter_position(file.syntax, function, binding.name)
        around = names.scope_at(function)
        if around.kind == "class" and position == 0:
            owner = function.parent
            plain = owner is None or owner.type != "decorated_definition"
            return (file, around.node) if plain else None
        calls = calls_of(self._evaluator, file, function) if position is not None else None
        if not calls or position is None:
            return None
        given = [(call.file, argument_of(call, binding.name, position)) for call in calls]
        classes = [self.class_of(f, a) if a is not None else None for f, a in given]
        return classes[0] if classes[0] is not None and all(c == classes[0] for c in classes) else None

    def _attribute(self, file: SourceFile, node: Node) -> Class | None:
        graph, attribute = self._evaluator.graph, node.child_by_field_name("attribute")
        base = node.child_by_field_name("object")
        if attribute is None or base is None:
            return None
        name = file.syntax.name(attribute)
        module = graph.module_of(file, node)
        if module is not None:
            names = self._evaluator.names(module) if graph.usable(module) else None
            binding = names.binding_in(name, names.module) if names is not None else None
            return self._variable(module, binding) if binding is not None else None
        owner = self.class_of(file, base)
        return self._field(owner, name) if owner is not None else None

    def _field(self, owner: Class, name: str) -> Class | None:
        """The class of what a class keeps in an attribute, as its own code declares or assigns it."""
        file, definition = owner
        found: list[Class | None] = []
        for node in file.syntax.identifiers(name):
            if not definition.start_byte <= node.start_byte < definition.end_byte or node.parent is None:
                continue
            target = node.parent if node.parent.type == "attribute" else node
            holder = target.parent
            if holder is None or holder.type != "assignment" or not field_is(holder, "left", target):
                continue
            declared = holder.child_by_field_name("type")
            right = holder.child_by_field_name("right")
            if declared is not None:
                return self.annotated(file, declared)
            found.append(self.class_of(file, right) if right is not None else None)
        return found[0] if found and found[0] is not None and all(c == found[0] for c in found) else None


def related(objects: Objects, one: Class, other: Class) -> bool:
    """Whether an object may be of both classes: they are the same, or one is derived from the other."""
    return one == other or _derives(objects, one, other, 0) or _derives(objects, other, one, 0)


def _derives(objects: Objects, derived: Class, base: Class, depth: int) -> bool:
    bases = derived[1].child_by_field_name("superclasses")
    for each in named_children(bases) if bases is not None and depth < _DEPTH else []:
        found = objects.class_named(derived[0], each)
        if found is not None and (found == base or _derives(objects, found, base, depth + 1)):
            return True
    return False


def _descendants(node: Node) -> list[Node]:
    out, waiting = [], [node]
    while waiting:
        current = waiting.pop()
        out.append(current)
        waiting += current.children
    return out
