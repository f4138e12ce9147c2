"""What native code must mind inside f-strings: quotes that end them, and `{expression=}`, which prints its own source."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tree_sitter import Node

from infrar_engine.model import Edit, Span
from infrar_engine.rewrite.code import Style
from infrar_engine.rewrite.nesting import Render, Replacement, Text, applied
from infrar_engine.source.syntax import Syntax, ancestors, span

_PRINTS = re.compile(rb"=\s*[}!:]")


def inside_interpolation(node: Node) -> bool:
    return any(a.type == "interpolation" for a in ancestors(node))


def quoted(text: str, node: Node, style: Style) -> str:
    """A text as source at `node`: in the file's quotes, and inside an f-string in quotes that don't end it."""
    double = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    around = {_quote(a) for a in ancestors(node) if a.type == "string"}
    if not around:
        return style.apply(double)
    return double if '"' not in around else "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _quote(string: Node) -> str:
    """The quotes of a string, without its prefix: three of them leave one free inside."""
    start = string.children[0].text or b""
    return start.decode().lstrip("rRbBuUfFtT")


def printing_their_source(syntax: Syntax, replacements: Sequence[Replacement]) -> list[Replacement]:
    """For each `{expression=}` with a replacement inside: the same text as before, written out."""
    if not _PRINTS.search(syntax.text):
        return []
    found: dict[int, Node] = {}
    for replacement in replacements:
        node = syntax.root.descendant_for_byte_range(replacement.span.start, replacement.span.end)
        while node is not None:
            if node.type == "interpolation" and any(c.type == "=" for c in node.children):
                found[node.start_byte] = node
            node = node.parent
    return [Replacement(span(node), _written_out(syntax, node)) for node in found.values()]


def _written_out(syntax: Syntax, node: Node) -> Render:
    equals = next(c for c in node.children if c.type == "=")
    after = node.children[node.children.index(equals) + 1]
    expression = node.children[1]
    start = node.start_byte + 1
    shown = syntax.text[start : after.start_byte].decode()
    plain = after.type == "}"
    string = next(a for a in ancestors(node) if a.type == "string")

    def render(inside: Sequence[Edit]) -> Text:
        value = applied(syntax.text, Span(expression.start_byte, expression.end_byte), inside)
        rest = applied(syntax.text, Span(after.start_byte, node.end_byte), inside)
        return value.within(f"{_as_text(shown, string)}{{", f"{'!r' if plain else ''}{rest.text}")

    return render


def _as_text(shown: str, string: Node) -> str:
    """Source text as text of an f-string."""
    start = (string.children[0].text or b"").decode()
    quote = _quote(string)
    out = shown.replace("{", "{{").replace("}", "}}")
    if "r" in start.lower():
        return out
    out = out.replace("\\", "\\\\").replace(quote, "".join(f"\\{c}" for c in quote))
    return out if len(quote) == 3 else out.replace("\n", "\\n")
