"""Where an error class stands → whether it is what an `except` clause catches, and nothing more."""

from __future__ import annotations

from tree_sitter import Node

from infrar_engine.source.syntax import field_is


def handled(node: Node) -> tuple[bool, bool]:
    """Whether the expression is the target of an `except` clause, and whether as one of several.

    `except*` splits groups by class, so there only a class will do.
    """
    current, in_tuple = node, False
    parent = node.parent
    while parent is not None and parent.type in ("parenthesized_expression", "tuple", "as_pattern"):
        if parent.type == "as_pattern" and parent.named_children[0] != current:
            return False, False
        in_tuple = in_tuple or parent.type == "tuple"
        current, parent = parent, parent.parent
    if parent is None or parent.type != "except_clause" or not field_is(parent, "value", current):
        return False, False
    several = len(parent.children_by_field_name("value")) > 1  # without parentheses (PEP 758)
    if several or any(child.type in ("except*", "*") for child in parent.children):
        return False, False
    return True, in_tuple
