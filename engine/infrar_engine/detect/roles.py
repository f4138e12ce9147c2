"""An identifier where it stands → what it does to the variable of its name: reads it, binds it, declares it, or nothing.

The syntax around the identifier decides. Captures in `match`, parameters, type parameters, targets in any nesting and `del`
count as the language reference has them; names of attributes and of keyword arguments are no variables.
"""

from __future__ import annotations

from enum import Enum

from tree_sitter import Node

from infrar_engine.source.syntax import field_is

PARAMETERS = frozenset({"parameters", "lambda_parameters"})
_TARGET_CONTAINERS = frozenset(
    {
        "pattern_list",
        "tuple_pattern",
        "list_pattern",
        "list_splat_pattern",
        "tuple",
        "list",
        "expression_list",
        "parenthesized_expression",
        "list_splat",
    }
)


class Role(Enum):
    """What an occurrence of a name does to it."""

    LOAD = "load"
    STORE = "store"
    DELETE = "delete"
    IMPORT = "import"
    PARAMETER = "parameter"
    DEFINE = "define"
    GLOBAL = "global"
    NONLOCAL = "nonlocal"


BINDING_ROLES = frozenset({Role.STORE, Role.DELETE, Role.IMPORT, Role.PARAMETER, Role.DEFINE})


def role_of(node: Node) -> Role | None:
    """One case a kind of parent: a table in the shape of code."""
    parent = node.parent
    if parent is None:
        return Role.LOAD
    match parent.type:
        case "attribute":
            return None if field_is(parent, "attribute", node) else Role.LOAD
        case "keyword_argument":
            return None if field_is(parent, "name", node) else Role.LOAD
        case "keyword_pattern":
            return None if parent.named_children[0] == node else Role.STORE
        case "dotted_name":
            return _dotted_role(node, parent)
        case "aliased_import":
            return Role.IMPORT if field_is(parent, "alias", node) else None
        case "global_statement":
            return Role.GLOBAL
        case "nonlocal_statement":
            return Role.NONLOCAL
        case "function_definition" | "class_definition":
            return Role.DEFINE if field_is(parent, "name", node) else Role.LOAD
        case "parameters" | "lambda_parameters":
            return Role.PARAMETER
        case "typed_parameter":
            return Role.PARAMETER if parent.named_children[0] == node else Role.LOAD
        case "default_parameter" | "typed_default_parameter":
            return Role.PARAMETER if field_is(parent, "name", node) else Role.LOAD
        case "dictionary_splat_pattern" | "list_splat_pattern" if _in_parameters(parent):
            return Role.PARAMETER
        case "splat_pattern":
            return Role.STORE
        case "as_pattern" if parent.named_children[-1] == node and len(parent.named_children) > 1:
            return Role.STORE
        case "generic_type":
            return Role.DEFINE if _declares_alias(parent) else Role.LOAD
        case "type":
            return _type_role(parent)
        case "splat_type" if parent.parent is not None:
            return _type_role(parent.parent)
        case _:
            return _target_role(node)


def _in_parameters(node: Node) -> bool:
    parent = node.parent
    if parent is not None and parent.type == "typed_parameter":
        parent = parent.parent
    return parent is not None and parent.type in PARAMETERS


def _dotted_role(node: Node, dotted: Node) -> Role | None:
    owner = dotted.parent
    first = dotted.named_children[0] == node
    match owner.type if owner is not None else "":
        case "import_statement":
            return Role.IMPORT if first else None
        case "aliased_import" | "relative_import" | "future_import_statement":
            return None
        case "import_from_statement":
            return Role.IMPORT if owner is not None and field_is(owner, "name", dotted) else None
        case "case_pattern":
            if len(dotted.named_children) == 1:
                return Role.STORE
            return Role.LOAD if first else None
        case "keyword_pattern":
            return Role.STORE if len(dotted.named_children) == 1 else (Role.LOAD if first else None)
        case _:
            return Role.LOAD if first else None


def _declares_alias(generic: Node) -> bool:
    """Whether this is `X[T]` on the left of `type X[T] = …`."""
    holder = generic.parent
    alias = holder.parent if holder is not None else None
    return (
        holder is not None
        and alias is not None
        and alias.type == "type_alias_statement"
        and field_is(alias, "left", holder)
    )


def _type_role(holder: Node) -> Role:
    """An identifier as a whole `type` node: a name being declared in `type X = …` and `[T]`, else a use of one."""
    owner = holder.parent
    if owner is not None and owner.type == "constrained_type":
        if owner.named_children[0] != holder or owner.parent is None:
            return Role.LOAD
        owner = owner.parent.parent  # constrained_type is the content of the type parameter's own `type`
    if owner is None:
        return Role.LOAD
    if owner.type == "type_alias_statement":
        return Role.DEFINE if field_is(owner, "left", holder) else Role.LOAD
    if owner.type != "type_parameter" or owner.parent is None:
        return Role.LOAD
    declares = owner.parent.type in ("function_definition", "class_definition")
    return (
        Role.PARAMETER
        if declares or (owner.parent.type == "generic_type" and _declares_alias(owner.parent))
        else Role.LOAD
    )


def _target_role(node: Node) -> Role:
    current = node
    parent = node.parent
    while parent is not None and parent.type in _TARGET_CONTAINERS:
        current, parent = parent, parent.parent
    if parent is None:
        return Role.LOAD
    match parent.type:
        case "assignment" | "augmented_assignment" | "for_statement" | "for_in_clause":
            return Role.STORE if field_is(parent, "left", current) else Role.LOAD
        case "named_expression":
            return Role.STORE if field_is(parent, "name", current) else Role.LOAD
        case "as_pattern_target":
            return Role.STORE
        case "delete_statement":
            return Role.DELETE
        case _:
            return Role.LOAD


def is_assigned(node: Node) -> bool:
    """Whether a statement sets or deletes what an expression (`config.BUCKET`) stands for."""
    parent = node.parent
    if parent is None:
        return False
    if parent.type in ("assignment", "augmented_assignment", "for_statement"):
        return field_is(parent, "left", node)
    return parent.type in ("delete_statement", "as_pattern_target", "pattern_list", "tuple_pattern")
