"""Edits of a valid file → the pieces of the new text that have to be valid, so that the rest need not be parsed again.

A piece is what became of whole statements: complete lines of one block, at that block's indentation. A file whose every
changed piece is a sequence of statements at the same indentation is as valid as it was before.
"""

from __future__ import annotations

import ast
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from tree_sitter import Node

from infrar_engine.model import Edit
from infrar_engine.source.checks import parse
from infrar_engine.source.syntax import Syntax, ancestors, replaced

_BLOCKS = frozenset({"block", "module"})
_STATEMENTS = ("_statement", "_definition")
_SPACE = b" \t\f"


def still_valid(syntax: Syntax, edits: Sequence[Edit]) -> bool:
    """Whether the changed pieces show that the edited text is valid; when they don't, the whole of it has to be asked."""
    try:
        return all(_is_suite(piece, indent) for piece, indent in _pieces(syntax, edits))
    except (SyntaxError, ValueError):
        return False


def _pieces(syntax: Syntax, edits: Sequence[Edit]) -> Iterator[tuple[bytes, bytes]]:
    """Each piece of the new text with the indentation that it must have."""
    ordered = sorted(edits)
    regions: list[tuple[int, int, bytes, list[Edit]]] = []
    for edit in ordered:
        start, end, indent = _region(syntax, edit)
        inside = [edit]
        while regions and regions[-1][1] > start:  # one holds the other: they are statements, or lines of the module
            start, end, indent, inside = _joined(regions.pop(), (start, end, indent, inside))
        regions.append((start, end, indent, inside))
    for start, end, indent, inside in regions:
        moved = [Edit(type(e.span)(e.span.start - start, e.span.end - start), e.text) for e in inside]
        piece = replaced(syntax.text[start:end], moved)
        if end < len(syntax.text) and piece and not piece.endswith(b"\n"):
            raise ValueError("the next line would continue the piece")
        yield piece, indent


def _joined(
    one: tuple[int, int, bytes, list[Edit]], other: tuple[int, int, bytes, list[Edit]]
) -> tuple[int, int, bytes, list[Edit]]:
    outer = min(one, other, key=lambda region: (len(region[2]), region[0], -region[1]))
    start, end = min(one[0], other[0]), max(one[1], other[1])
    if outer[2] and (start, end) != outer[:2]:
        raise ValueError("two statements overlap")
    return start, end, outer[2], [*one[3], *other[3]]


def _region(syntax: Syntax, edit: Edit) -> tuple[int, int, bytes]:
    """The lines of the innermost statement that holds an edit and shares its lines with nothing, and its indentation."""
    found = syntax.root.descendant_for_byte_range(edit.span.start, edit.span.end)
    for node in (found, *ancestors(found)) if found is not None else ():
        parent = node.parent
        if parent is None or parent.type not in _BLOCKS or not node.type.endswith(_STATEMENTS):
            continue
        start, end = syntax.line_start(node.start_byte), syntax.line_end(node.end_byte - 1)
        if start <= edit.span.start and edit.span.end <= end and _owns_lines(syntax.text, start, node, end):
            return start, end, syntax.text[start : node.start_byte]
    return *_module_lines(syntax, edit), b""


def _owns_lines(text: bytes, start: int, node: Node, end: int) -> bool:
    after = text[node.end_byte : end].strip(_SPACE + b"\r\n")
    continued = text[max(start - 3, 0) : start].rstrip(b"\r\n").endswith(b"\\")
    return not continued and not text[start : node.start_byte].strip(_SPACE) and after[:1] in (b"", b"#")


def _module_lines(syntax: Syntax, edit: Edit) -> tuple[int, int]:
    """The lines of an edit outside of statements, with those statements of the module that share them."""
    statements = syntax.root.children
    start = syntax.line_start(edit.span.start)
    end = edit.span.end if _ends_line(syntax, edit) else syntax.line_end(max(edit.span.end - 1, edit.span.start))
    while True:
        first = bisect_right(statements, start, key=lambda node: syntax.line_end(max(node.end_byte - 1, 0)))
        last = bisect_left(statements, end, key=lambda node: syntax.line_start(node.start_byte))
        sharing = statements[first:last]
        wider_start = min([start, *(syntax.line_start(node.start_byte) for node in sharing[:1])])
        wider_end = max([end, *(syntax.line_end(max(node.end_byte - 1, 0)) for node in sharing[-1:])])
        if (wider_start, wider_end) == (start, end):
            return start, end
        start, end = wider_start, wider_end


def _ends_line(syntax: Syntax, edit: Edit) -> bool:
    return syntax.line_start(edit.span.end) == edit.span.end and edit.text[-1:] in ("", "\n")


def _is_suite(piece: bytes, indent: bytes) -> bool:
    """Whether a piece is statements that all stand at this indentation (none are needed in the module itself)."""
    lines = (line for line in piece.splitlines() if line.strip(_SPACE) and not line.lstrip(_SPACE).startswith(b"#"))
    first = next(lines, None)
    if first is None:
        return not indent
    if first[: len(first) - len(first.lstrip(_SPACE))] != indent:
        return False
    if not indent:
        parse(piece)
        return True
    body = parse(b"if 1:\n" + piece).body
    return len(body) == 1 and isinstance(body[0], ast.If) and not body[0].orelse
