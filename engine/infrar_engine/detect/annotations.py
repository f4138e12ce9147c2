"""Annotations written as texts → the SDK's names in them: `def f(info: "storage.ObjectInfo")`."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from infrar_engine.detect.scopes import Binding, Names
from infrar_engine.model import Span
from infrar_engine.source.syntax import Syntax, field_is, named_children


def names_in_annotations(
    names: Names, binding: Binding, path: tuple[str, ...]
) -> Iterator[tuple[Span, tuple[str, ...]]]:
    """Where texts in annotations read the variable, with the attributes that follow; each with what it stands for."""
    syntax = names.syntax
    done: set[int] = set()
    for start, end in syntax.words(binding.name):
        content = syntax.root.descendant_for_byte_range(start, end)
        string = content.parent if content is not None and content.type == "string_content" else None
        if (
            content is None
            or string is None
            or string.id in done
            or names.is_dead(string)
            or not is_annotation(syntax, string)
        ):
            continue
        done.add(string.id)
        if names.lookup(binding.name, names.scope_at(string)) is not binding or len(string.named_children) != 3:
            continue
        inner = Syntax(syntax.text[content.start_byte : content.end_byte], syntax.path)
        for node in inner.identifiers(binding.name) if not inner.has_error else ():
            if node.parent is not None and node.parent.type == "attribute" and field_is(node.parent, "attribute", node):
                continue
            whole, full = _dotted(inner, node, path)
            yield Span(content.start_byte + whole.start_byte, content.start_byte + whole.end_byte), full


def _dotted(syntax: Syntax, node: Node, path: tuple[str, ...]) -> tuple[Node, tuple[str, ...]]:
    while (
        len(path) < (4 if path[1:2] == ("aio",) else 3) and node.parent is not None and node.parent.type == "attribute"
    ):
        attribute = node.parent.child_by_field_name("attribute")
        if attribute is None:
            break
        node, path = node.parent, (*path, syntax.name(attribute))
    return node, path


def is_annotation(syntax: Syntax, string: Node) -> bool:
    """Whether type checkers read this text: in an annotation, as the target of `cast`, as the bound of a type variable."""
    child, parent = string, string.parent
    while parent is not None and not parent.type.endswith(("_statement", "block", "definition")):
        if parent.type in ("subscript", "generic_type"):
            base = parent.named_children[0]
            name = syntax.source(base).rpartition(".")[2]
            if child != base and (name == "Literal" or (name == "Annotated" and not _is_first(parent, string))):
                return False
        if parent.type == "type":
            return True
        if parent.type == "argument_list" and parent.parent is not None:
            function = parent.parent.child_by_field_name("function")
            called = syntax.source(function).rpartition(".")[2] if function is not None else ""
            return called == "cast" and named_children(parent)[0] == child
        if parent.type == "keyword_argument":
            key = parent.child_by_field_name("name")
            return key is not None and syntax.source(key) == "bound"
        child, parent = parent, parent.parent
    return False


def _is_first(generic: Node, string: Node) -> bool:
    """Whether the text stands in the first of the arguments in brackets."""
    arguments = list(generic.named_children[1:])
    if len(arguments) == 1 and arguments[0].type == "type_parameter":
        arguments = arguments[0].named_children
    return bool(arguments) and arguments[0].start_byte <= string.start_byte < arguments[0].end_byte
