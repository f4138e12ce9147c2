"""String literals → their text, as far as it is known: f-strings up to the first part that only the running program knows."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from tree_sitter import Node

from infrar_engine.model import Dynamic, Literal, Prefixed, Value
from infrar_engine.source.syntax import Syntax, named_children

_UNKNOWN_START = Dynamic("it begins with a value that only the running program knows")
_PLAIN = re.compile(r"""(["'])([^"'\\\n\r]+)\1""")  # nearly all there are, and no compiler is needed for them


def literal(source: str) -> Literal | None:
    """The constant that a piece of source text is, if it is one."""
    plain = _PLAIN.fullmatch(source)
    if plain is not None:
        return Literal(plain.group(2))
    try:
        return Literal(ast.literal_eval(source))
    except (ValueError, SyntaxError, TypeError, MemoryError):
        return None


def text_value(syntax: Syntax, node: Node, value_of: Callable[[Node], Value]) -> Value:
    """The value of a string or of adjacent strings; `value_of` is asked for what stands in braces."""
    parts = list(_parts(node))
    if not any(part.type == "interpolation" for part in parts) and not _is_template(syntax, node):
        return literal(syntax.source(node) if node.type == "string" else f"({syntax.source(node)})") or Dynamic(
            "it is not a plain string"
        )
    if _is_template(syntax, node):
        return Dynamic("it is a template string")
    known = ""
    for part in parts:
        if part.type != "interpolation":
            known += _fragment(syntax, part)
            continue
        value = _interpolated(syntax, part, value_of)
        if isinstance(value, Literal) and isinstance(value.value, (str, int)):
            known += str(value.value)
            continue
        if isinstance(value, Prefixed):
            known += value.prefix
        return Prefixed(known) if known else _UNKNOWN_START
    return Literal(known)


def prints_its_source(syntax: Syntax, interpolation: Node) -> bool:
    """Whether it is `{expression=}`."""
    return any(child.type == "=" for child in interpolation.children)


def _interpolated(syntax: Syntax, part: Node, value_of: Callable[[Node], Value]) -> Value:
    expression = part.child_by_field_name("expression")
    if expression is None or len(named_children(part)) != 1 or prints_its_source(syntax, part):
        return _UNKNOWN_START
    return value_of(expression)


def _is_template(syntax: Syntax, node: Node) -> bool:
    strings = [node] if node.type == "string" else [c for c in node.children if c.type == "string"]
    return any("t" in syntax.source(s.children[0]).lower() for s in strings)


def _parts(node: Node) -> Iterator[Node]:
    """The pieces of a string or of adjacent strings: contents, whole plain strings, and interpolations."""
    for child in node.children:
        if node.type == "concatenated_string" and child.type == "string":
            if any(c.type == "interpolation" for c in child.children):
                yield from _parts(child)
            else:
                yield child
        elif child.type in ("string_content", "interpolation"):
            yield child


def _fragment(syntax: Syntax, part: Node) -> str:
    """A literal piece of a string, with its escapes read."""
    if part.type == "string":
        value = literal(syntax.source(part))
        if value is None:  # an f-string without interpolations
            return "".join(_fragment(syntax, inner) for inner in _parts(part))
        return value.value if isinstance(value.value, str) else ""
    owner = part.parent
    text = syntax.source(part)
    raw = owner is not None and "r" in syntax.source(owner.children[0]).lower()
    text = text.replace("{{", "{").replace("}}", "}")
    read = None if raw else literal('"""' + text.replace('"', '\\"') + '"""')
    return str(read.value) if read is not None else text
