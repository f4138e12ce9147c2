"""Displays (`{…}`, `[…]`, `(…)`) that a name always holds → their items, as long as nothing in sight can change them.

A container that is handed to code which may change it, or assigned into, is unknown; so is one that is read in a way that isn't
known to leave it as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tree_sitter import Node

from infrar_engine.detect.roles import Role
from infrar_engine.detect.scopes import Binding
from infrar_engine.model import Dynamic, Literal, Value
from infrar_engine.source.project import SourceFile
from infrar_engine.source.syntax import field_is, named_children

if TYPE_CHECKING:
    from infrar_engine.detect.values import Evaluator

_DISPLAYS = frozenset({"dictionary", "list", "tuple", "set", "expression_list"})
_CHANGEABLE = frozenset({"dictionary", "list", "set"})
_READING_METHODS = frozenset({"get", "values", "keys", "items", "copy", "index", "count", "issubset", "isdisjoint"})
_READING_FUNCTIONS = frozenset(
    {"len", "sorted", "list", "tuple", "set", "frozenset", "dict", "print", "any", "all", "enumerate", "reversed"}
    | {"min", "max", "sum", "str", "repr", "bool", "zip", "iter", "isinstance"}
)
_UNKNOWN = Dynamic("it comes out of a container that can't be followed")


class Containers:
    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator

    def display(self, file: SourceFile, node: Node) -> Value:
        """The value of a display whose parts are all known."""
        computed = Dynamic("it is computed when the program runs")
        if node.type == "dictionary":
            pairs = _pairs(node)
            if pairs is None:
                return computed
            known = [(self._evaluator.value(file, k), self._evaluator.value(file, v)) for k, v in pairs]
            items: dict[object, object] = {
                k.value: v.value for k, v in known if isinstance(k, Literal) and isinstance(v, Literal)
            }
            return Literal(frozenset(items.items())) if len(known) == len(items) else computed
        values = [self._evaluator.value(file, child) for child in named_children(node)]
        if all(isinstance(value, Literal) for value in values):
            return Literal(tuple(value.value for value in values if isinstance(value, Literal)))
        return computed

    def item(self, file: SourceFile, base: Node, key: Node, *, missing_ok: bool = False) -> Value:
        """The value of `base[key]`: of one item when the key is known, else whichever it may be."""
        from infrar_engine.detect.values import merge

        found = self.container(file, base)
        if found is None or key.type == "slice":
            return _UNKNOWN
        owner, display = found
        nodes = self._items(owner, display, self._evaluator.value(file, key))
        if not nodes:
            return Dynamic("its container doesn't hold that key") if nodes is None or not missing_ok else Literal(None)
        return merge([self._evaluator.value(owner, node) for node in nodes])

    def _items(self, file: SourceFile, display: Node, key: Value) -> list[Node] | None:
        if display.type == "dictionary":
            pairs = _pairs(display)
            if pairs is None:
                return None
            if isinstance(key, Literal):
                keys = [(self._evaluator.value(file, k), v) for k, v in pairs]
                if all(isinstance(k, Literal) for k, _ in keys):
                    return [v for k, v in keys if k == key][-1:]
            return [v for _, v in pairs]
        elements = named_children(display)
        if display.type == "set" or any(e.type in ("list_splat", "parenthesized_list_splat") for e in elements):
            return None
        if isinstance(key, Literal) and isinstance(key.value, int):
            return [elements[key.value]] if -len(elements) <= key.value < len(elements) else None
        return elements

    def container(self, file: SourceFile, node: Node) -> tuple[SourceFile, Node] | None:
        """The display that an expression always is."""
        if node.type in _DISPLAYS:
            return file, node
        if node.type == "parenthesized_expression":
            return self.container(file, named_children(node)[0])
        if node.type == "subscript":
            return self._nested(file, node)
        if node.type == "attribute":
            module = self._evaluator.graph.module_of(file, node)
            attribute = node.child_by_field_name("attribute")
            if module is None or attribute is None or not self._evaluator.graph.usable(module):
                return None
            names = self._evaluator.names(module)
            return self._bound(module, names.binding_in(file.syntax.name(attribute), names.module))
        return self._bound(file, self._evaluator.names(file).resolve(node)) if node.type == "identifier" else None

    def _nested(self, file: SourceFile, node: Node) -> tuple[SourceFile, Node] | None:
        base, keys = node.child_by_field_name("value"), node.children_by_field_name("subscript")
        found = self.container(file, base) if base is not None and len(keys) == 1 else None
        if found is None:
            return None
        items = self._items(found[0], found[1], self._evaluator.value(file, keys[0]))
        return (found[0], items[0]) if items and len(items) == 1 and items[0].type in _DISPLAYS else None

    def _bound(self, file: SourceFile, binding: Binding | None) -> tuple[SourceFile, Node] | None:
        if binding is None or len(binding.writes) != 1:
            return None
        write = binding.writes[0]
        graph = self._evaluator.graph
        if write.role is Role.IMPORT:
            imported = graph.import_of(file, write.node)
            other = graph.target_of(file, imported) if imported is not None else None
            if imported is None or other is None or imported.attribute is None or not graph.usable(other):
                return None
            names = graph.names(other)
            return self._bound(other, names.binding_in(imported.attribute, names.module))
        parent = write.node.parent
        if parent is None or parent.type != "assignment" or not field_is(parent, "left", write.node):
            return None
        right = parent.child_by_field_name("right")
        if right is None or right.type not in _DISPLAYS:
            return None
        uses = graph.variable_uses(file, binding)
        changeable = _changeable_depth(right)
        if uses is None or not all(_leaves_as_it_is(other, node, changeable) for other, node in uses):
            return None
        return file, right

    def elements(self, file: SourceFile, node: Node | None) -> list[tuple[SourceFile, Node]] | None:
        """What iterating over a container in sight gives."""
        if node is None:
            return None
        part = "keys"
        if node.type == "call":
            function = node.child_by_field_name("function")
            attribute = function.child_by_field_name("attribute") if function is not None else None
            base = function.child_by_field_name("object") if function is not None else None
            if attribute is None or base is None or file.syntax.source(attribute) not in ("values", "keys"):
                return None
            part, node = file.syntax.source(attribute), base
        found = self.container(file, node)
        if found is None:
            return None
        owner, display = found
        if display.type == "dictionary":
            pairs = _pairs(display)
            return [(owner, v if part == "values" else k) for k, v in pairs] if pairs is not None else None
        elements = named_children(display)
        return None if any(e.type == "list_splat" for e in elements) else [(owner, e) for e in elements]


def _pairs(display: Node) -> list[tuple[Node, Node]] | None:
    pairs = []
    for child in named_children(display):
        key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
        if child.type != "pair" or key is None or value is None:
            return None
        pairs.append((key, value))
    return pairs


def _changeable_depth(display: Node) -> int:
    """How many subscripts deep a display can be changed in place: 1 for `["a"]`, 2 for `(["a"],)`, 0 for `("a",)`."""
    if display.type not in _DISPLAYS:
        return 0
    inside = max((_changeable_depth(part) for part in _parts(display)), default=0)
    return inside + 1 if inside else int(display.type in _CHANGEABLE)


def _parts(display: Node) -> list[Node]:
    return [p.child_by_field_name("value") or p if p.type == "pair" else p for p in named_children(display)]


def _leaves_as_it_is(file: SourceFile, node: Node, changeable: int) -> bool:
    """Whether this read of a container surely doesn't change it, nor hands it to code that may."""
    depth = 0
    while node.parent is not None and node.parent.type == "subscript" and field_is(node.parent, "value", node):
        node, depth = node.parent, depth + 1
    parent = node.parent
    if parent is None:
        return False
    if parent.type in ("assignment", "augmented_assignment") and field_is(parent, "left", node):
        return False
    if parent.type in ("delete_statement", "pattern_list", "as_pattern_target"):
        return False
    if depth >= changeable:
        return True
    if parent.type == "attribute":
        attribute = parent.child_by_field_name("attribute")
        return attribute is not None and file.syntax.source(attribute) in _READING_METHODS
    if parent.type in ("for_statement", "for_in_clause"):
        return field_is(parent, "right", node)
    if parent.type == "argument_list" and parent.parent is not None:
        function = parent.parent.child_by_field_name("function")
        return function is not None and file.syntax.source(function) in _READING_FUNCTIONS
    return parent.type in ("comparison_operator", "list_splat", "dictionary_splat", "boolean_operator", "not_operator")
