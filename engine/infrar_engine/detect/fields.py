"""Attributes of objects → what is known of their values, when the object's class is one of the project's.

A class in sight is not enough: an attribute counts as known when all that assigns it is in sight, too: assignments anywhere in
the project, values that constructions give to fields of dataclasses and named tuples, and no library base that may fill it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tree_sitter import Node

from infrar_engine.detect.callers import KEYWORD_ONLY, argument_of, class_calls, has_foreign_base
from infrar_engine.detect.objects import Class, Objects, related
from infrar_engine.model import Dynamic, Value
from infrar_engine.source.project import SourceFile
from infrar_engine.source.syntax import field_is, named_children

if TYPE_CHECKING:
    from infrar_engine.detect.values import Evaluator

_FIELD_CLASSES = frozenset({"dataclass", "NamedTuple", "define", "frozen", "mutable"})


class Fields:
    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._objects = Objects(evaluator)

    def class_named(self, file: SourceFile, node: Node) -> Class | None:
        return self._objects.class_named(file, node)

    def value(self, file: SourceFile, attribute: Node) -> Value:
        """The value of `object.name`."""
        node, base = attribute.child_by_field_name("attribute"), attribute.child_by_field_name("object")
        assert node is not None
        assert base is not None
        name = file.syntax.name(node)
        member = base.child_by_field_name("object") if base.type == "attribute" else None
        if name == "value" and member is not None and self._is_enum(self._objects.class_named(file, member)):
            return self.value(file, base)
        owner = self._objects.class_named(file, base) or self._objects.class_of(file, base)
        if owner is None:
            return Dynamic(f"it is an attribute {name} of an object whose class can't be seen here")
        if has_foreign_base(self._evaluator, *owner):
            return Dynamic(f"{self._name(owner)} has a base that isn't part of the project and may set {name}")
        if self._evaluator.graph.set_by_text(name) or self._sets_any(owner):
            return Dynamic(f"{name} is set by its name when the program runs")
        return self._stored(owner, name)

    def _stored(self, owner: Class, name: str) -> Value:
        from infrar_engine.detect.values import merge

        values: list[Value] = []
        for file in self._evaluator.graph.mentioning(name):
            for node in file.syntax.identifiers(name):
                values += self._stores(file, node, owner)
        if not values:
            return Dynamic(f"nothing in the project assigns the attribute {name} of {self._name(owner)}")
        return merge(values)

    def _stores(self, file: SourceFile, node: Node, owner: Class) -> Iterator[Value]:
        """What this occurrence gives to the attribute of its name: `x.name = value`, or the class's own `name = value`."""
        evaluator, parent = self._evaluator, node.parent
        if parent is None:
            return
        if parent.type == "keyword_argument" and field_is(parent, "name", node):
            call = parent.parent.parent if parent.parent is not None else None
            function = call.child_by_field_name("function") if call is not None else None
            if function is not None and file.syntax.source(function).rpartition(".")[2] in ("replace", "_replace"):
                value = parent.child_by_field_name("value")
                if value is not None:
                    yield evaluator.value(file, value)
            return
        if parent.type == "attribute" and field_is(parent, "attribute", node):
            receiver = parent.child_by_field_name("object")
            of = self._objects.class_of(file, receiver) if receiver is not None else None
            if _is_changed(parent) and (of is None or related(self._objects, of, owner)):
                holder = parent.parent
                plain = holder is not None and holder.type == "assignment"
                changed = Dynamic(f"{file.syntax.name(node)} is changed in place")
                yield (evaluator.stored(file, parent) or changed) if plain else changed
            return
        occurrence = evaluator.names(file).classify(node)
        if occurrence is None or occurrence.scope.kind != "class" or not _is_binding(node):
            return
        home = (file, occurrence.scope.node)
        if related(self._objects, home, owner):
            yield from self._class_level(home, node)

    def _class_level(self, owner: Class, node: Node) -> Iterator[Value]:
        """The class's own value, and for a field what each construction gives."""
        file = owner[0]
        name = file.syntax.name(node)
        own = self._evaluator.stored(file, node)
        default = _field_default(file, node)
        if default is not None:
            own = self._evaluator.value(file, default)
        if not self._has_fields(owner):
            yield own if own is not None else Dynamic(f"{name} is declared and not assigned")
            return
        calls = class_calls(self._evaluator, *owner)
        body = owner[1].child_by_field_name("body")
        fields = [file.syntax.name(n) for n in _annotated_names(body)] if body is not None else []
        position = fields.index(name) + 1 if name in fields else KEYWORD_ONLY
        if calls is None:
            yield Dynamic(f"{name} is a field of {self._name(owner)}, and not every construction of it is in sight")
            return
        for call in calls:
            argument = argument_of(call, name, position)
            if argument is not None:
                yield self._evaluator.value(call.file, argument)
            elif call.has_splat or own is None:
                yield Dynamic(f"{name} is a field of {self._name(owner)}, and a construction doesn't show its value")
            else:
                yield own
        if not calls and own is not None:
            yield own

    def _has_fields(self, owner: Class) -> bool:
        """Whether constructing the class fills what its body declares."""
        file, node = owner
        parent = node.parent
        decorators = parent.children if parent is not None and parent.type == "decorated_definition" else []
        texts = [file.syntax.source(d).lstrip("@").partition("(")[0] for d in decorators if d.type == "decorator"]
        bases = node.child_by_field_name("superclasses")
        texts += [file.syntax.source(b) for b in named_children(bases)] if bases is not None else []
        return any(text.rpartition(".")[2] in _FIELD_CLASSES for text in texts)

    def _is_enum(self, owner: Class | None) -> bool:
        bases = owner[1].child_by_field_name("superclasses") if owner is not None else None
        return owner is not None and bases is not None and "Enum" in owner[0].syntax.source(bases)

    def _sets_any(self, owner: Class) -> bool:
        """Whether the class sets attributes whose names only the running program knows."""
        file, node = owner
        inside = (n for word in ("setattr", "__setattr__", "__dict__") for n in file.syntax.identifiers(word))
        return any(node.start_byte <= n.start_byte < node.end_byte for n in inside)

    def _name(self, owner: Class) -> str:
        name = owner[1].child_by_field_name("name")
        return owner[0].syntax.source(name) if name is not None else "the class"


def _is_changed(attribute: Node) -> bool:
    parent = attribute.parent
    if parent is None:
        return False
    if parent.type in ("assignment", "augmented_assignment", "for_statement"):
        return field_is(parent, "left", attribute)
    return parent.type in ("delete_statement", "as_pattern_target", "pattern_list", "tuple_pattern", "list_pattern")


def _is_binding(node: Node) -> bool:
    parent = node.parent
    return parent is not None and parent.type == "assignment" and field_is(parent, "left", node)


def _field_default(file: SourceFile, node: Node) -> Node | None:
    """`X` of `name: str = field(default=X)`."""
    parent = node.parent
    right = parent.child_by_field_name("right") if parent is not None and parent.type == "assignment" else None
    function = right.child_by_field_name("function") if right is not None and right.type == "call" else None
    arguments = right.child_by_field_name("arguments") if right is not None and right.type == "call" else None
    if function is None or arguments is None or file.syntax.source(function).rpartition(".")[2] != "field":
        return None
    for child in named_children(arguments):
        key = child.child_by_field_name("name") if child.type == "keyword_argument" else None
        if key is not None and file.syntax.source(key) == "default":
            return child.child_by_field_name("value")
    return None


def _annotated_names(body: Node) -> Iterator[Node]:
    for statement in named_children(body):
        inner = statement.named_children[0] if statement.type == "expression_statement" else None
        left = inner.child_by_field_name("left") if inner is not None and inner.type == "assignment" else None
        if left is not None and inner is not None and inner.child_by_field_name("type") is not None:
            yield left
