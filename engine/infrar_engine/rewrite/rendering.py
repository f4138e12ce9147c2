"""A form's native code, rendered once for each set of arguments: where they go, and what the code asks of its surroundings.

Calls that give the same arguments share it, so its cost doesn't follow the number of calls. Arguments and fresh names are
placeholders in it, for `filled` to replace.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from tree_sitter import Node

from infrar_engine.plugins.forms import render
from infrar_engine.plugins.names import free_names
from infrar_engine.plugins.rules import InlineForm
from infrar_engine.rewrite.layout import one_line, statement_lines
from infrar_engine.rewrite.nesting import Text
from infrar_engine.source.syntax import Syntax, ancestors

_LOOSE = frozenset({"argument_list", "list", "tuple", "pair", "parenthesized_expression", "keyword_argument"})
_CONDITIONAL = frozenset(
    {"block", "lambda", "conditional_expression", "boolean_operator", "list_comprehension", "generator_expression"}
)
_PLACEHOLDER = re.compile(r"\b(?:argument|fresh)_\w+?_\b")


@dataclass(frozen=True, slots=True)
class Slot:
    """Where an argument goes: whether operators stand around it, and whether native code has begun to act before it."""

    parameter: str
    tight: bool
    late: bool

    @property
    def placeholder(self) -> str:
        return argument_placeholder(self.parameter)


@dataclass(frozen=True, slots=True)
class Rendered:
    """`slots` are in the order in which they are evaluated; `names` is what the code takes from around it; `fresh` the names
    that it makes. Each statement of `code` stands on one line.
    """

    code: str
    slots: tuple[Slot, ...]
    names: frozenset[str]
    fresh: tuple[str, ...]


def argument_placeholder(parameter: str) -> str:
    return f"argument_{parameter}_"


def fresh_placeholder(name: str) -> str:
    return f"fresh_{name}_"


def filled(code: str, texts: Mapping[str, str]) -> str:
    """Code with its placeholders replaced."""
    return _PLACEHOLDER.sub(lambda found: texts.get(found.group(), found.group()), code)


def pieces_of(code: str, values: Mapping[str, str | Text]) -> list[str | Text]:
    """The same in pieces: code as it is between the values of its placeholders."""
    pieces = re.split(f"({_PLACEHOLDER.pattern})", code)
    return [values.get(piece, piece) for piece in pieces]


@lru_cache(maxsize=4096)
def rendered(form: InlineForm, given: tuple[str, ...]) -> Rendered | None:
    """The form for a call that gives these parameters; None when that makes no valid code."""
    fresh: list[str] = []

    def fresh_name(name: str) -> str:
        fresh.append(name)
        return fresh_placeholder(name)

    code = render(form, {parameter: argument_placeholder(parameter) for parameter in given}, fresh_name)
    code = "\n".join(statement_lines(code)) if form.kind == "statement" else one_line(code)
    syntax = Syntax(code.encode(), "")
    if syntax.has_error:
        return None
    found = [(node, p) for p in given for node in syntax.identifiers(argument_placeholder(p))]
    slots = tuple(_slot(syntax, node, p) for node, p in sorted(found, key=lambda each: each[0].start_byte))
    placeholders = {argument_placeholder(p) for p in given} | {fresh_placeholder(name) for name in fresh}
    return Rendered(code, slots, free_names(code) - placeholders, tuple(fresh))


def _slot(syntax: Syntax, node: Node, parameter: str) -> Slot:
    parent = node.parent
    tight = parent is not None and parent.type not in _LOOSE and parent.type != "expression_statement"
    return Slot(parameter, tight, _is_late(syntax, node))


def _is_late(syntax: Syntax, node: Node) -> bool:
    """Whether native code has begun to act when this argument is evaluated: it stands below the first statement of a form,
    after a call, or in code that may run never or often. Naming what is acted on (`client.bucket(b).blob(k)`) is no act.
    """
    if node.start_byte >= syntax.root.named_children[0].end_byte:
        return True
    child = node
    for parent in ancestors(node):
        if parent.type in _CONDITIONAL:
            return True
        before = (sibling for sibling in parent.children if sibling.end_byte <= child.start_byte)
        chained = parent.type == "call" and child.type == "argument_list"
        if any(_acts(each, chained) for each in before):
            return True
        child = parent
    return False


def _acts(node: Node, chained: bool) -> bool:
    """Whether evaluating a part of a form calls something, other than to make a value or to name what is acted on."""
    if node.type == "call":
        function = node.child_by_field_name("function")
        name = (function.text or b"").decode() if function is not None else ""
        if not chained and not (name[:1].isupper() and name.isidentifier()):
            return True
    return any(_acts(child, chained and node.type in ("attribute", "call")) for child in node.children)
