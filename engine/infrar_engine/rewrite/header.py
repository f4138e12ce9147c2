"""Where the first import of a file without imports goes: after docstring, `__future__`, shebang, coding line and licence."""

from __future__ import annotations

from dataclasses import dataclass

from tree_sitter import Node

from infrar_engine.rewrite.removal import has_own_lines
from infrar_engine.source.syntax import Syntax


@dataclass(frozen=True, slots=True)
class Header:
    """Bytes that imports and definitions replace: none (`start` is `end`), the run of imports there was, or the `; ` after a
    docstring with code on its line, which then `splits` in two.
    """

    start: int
    end: int
    splits: bool = False


def header(syntax: Syntax, start: int = 0) -> Header:
    """Of the code from `start` on: a file, or a cell of a notebook."""
    position = start
    previous_row = -1
    code_before = False
    for node in syntax.root.children:
        if node.start_byte < start:
            continue
        docstring = is_docstring(node) and not code_before
        if node.type == "comment":
            if previous_row >= 0 and position > start and node.start_point.row > previous_row + 1:
                break  # a comment after a blank line belongs to the code below it
        elif not docstring and node.type != "future_import_statement":
            break
        else:
            code_before = True
            if not has_own_lines(syntax, node) and _shares_its_line(syntax, node):
                return _after_semicolon(syntax, node)
        position = syntax.line_end(node.end_byte - 1)
        previous_row = node.end_point.row
    return Header(position, position)


def is_docstring(node: Node) -> bool:
    strings = ("string", "concatenated_string")
    return (
        node.type == "expression_statement" and len(node.named_children) == 1 and node.named_children[0].type in strings
    )


def _shares_its_line(syntax: Syntax, node: Node) -> bool:
    rest = syntax.text[node.end_byte : syntax.line_end(node.end_byte - 1)].strip().lstrip(b"; \t")
    return bool(rest) and not rest.startswith(b"#")


def _after_semicolon(syntax: Syntax, node: Node) -> Header:
    text = syntax.text
    end = text.index(b";", node.end_byte) + 1
    while text[end : end + 1] in (b" ", b"\t"):
        end += 1
    following = next(n for n in syntax.root.children if n.start_byte >= end)
    if following.type != "future_import_statement":
        return Header(node.end_byte, end, splits=True)
    if _shares_its_line(syntax, following):
        return _after_semicolon(syntax, following)
    position = syntax.line_end(following.end_byte - 1)
    return Header(position, position)
