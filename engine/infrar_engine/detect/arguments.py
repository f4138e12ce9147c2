"""A call's arguments → the operation's parameters, as Python itself would bind them."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from tree_sitter import Node

from infrar_engine.model import Operation, ParameterKind
from infrar_engine.source.syntax import Syntax, named_children

_SPLATS = frozenset({"list_splat", "dictionary_splat", "parenthesized_list_splat"})


@dataclass(frozen=True, slots=True)
class BoundCall:
    """`arguments` in the order of the call. `complete` is False when a splat hides some.

    `problem` says why Python would refuse, `wrong` at which argument, and `meant` which parameter it probably is.
    """

    arguments: tuple[tuple[str, Node], ...]
    complete: bool = True
    problem: str = ""
    wrong: Node | None = None
    meant: str | None = None


def bind(operation: Operation, call: Node, syntax: Syntax) -> BoundCall:
    """Bind the arguments of `call` to the signature of `operation`."""
    arguments = call.child_by_field_name("arguments")
    if arguments is None:
        return BoundCall(())
    nodes = [arguments] if arguments.type == "generator_expression" else named_children(arguments)
    positional = [p.name for p in operation.parameters if p.kind is ParameterKind.POSITIONAL]
    bound: list[tuple[str, Node]] = []
    seen: set[str] = set()
    index = 0
    complete = True
    for node in nodes:
        if node.type in _SPLATS:
            complete = False
            continue
        if node.type == "keyword_argument":
            key, value = node.child_by_field_name("name"), node.child_by_field_name("value")
            if key is None or value is None:
                continue
            name = syntax.name(key)
            if operation.parameter(name) is None:
                near = get_close_matches(name, [p.name for p in operation.parameters], 1)
                suggestion = f' (did you mean "{near[0]}"?)' if near else ""
                problem = f'has no parameter "{name}"{suggestion}'
                return BoundCall((), problem=problem, wrong=key, meant=near[0] if near else None)
        elif not complete:
            continue  # its position depends on what the splat before it holds
        else:
            if index >= len(positional):
                problem = f"takes {len(positional)} positional arguments, and more are given"
                return BoundCall((), problem=problem, wrong=node)
            name, value = positional[index], node
            index += 1
        if name in seen:
            return BoundCall((), problem=f'gets "{name}" twice', wrong=node)
        seen.add(name)
        bound.append((name, value))
    missing = [p.name for p in operation.parameters if p.required and p.name not in seen]
    if missing and complete:
        return BoundCall((), problem="is missing " + " and ".join(f'"{name}"' for name in missing))
    return BoundCall(tuple(bound), complete)


def partial_arguments(operation: Operation, nodes: list[Node], syntax: Syntax) -> tuple[tuple[str, Node], ...]:
    """What is already given of an operation's arguments, whatever is missing; nothing when it doesn't fit."""
    positional = iter([p.name for p in operation.parameters if p.kind is ParameterKind.POSITIONAL])
    pairs: dict[str, Node] = {}
    for node in nodes:
        if node.type in _SPLATS:
            break
        key, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if node.type == "keyword_argument" and key is not None and value is not None:
            name: str | None = syntax.name(key)
        else:
            name, value = next(positional, None), node
        if name is None or name in pairs or operation.parameter(name) is None:
            return ()
        pairs[name] = value
    return tuple(pairs.items())
