"""Where the parts of a compound statement stand, and the edits that leave one of its blocks in its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tree_sitter import Node

from infrar_engine.model import Edit, Span
from infrar_engine.source.syntax import Syntax


@dataclass(frozen=True, slots=True, eq=False)
class Clause:
    """One branch: its keyword, its condition (None for `else`), its block, where the block's lines begin, and its own lines.

    `body` is None for a block on the line of its keyword.
    """

    keyword: Node
    condition: Node | None
    block: Node
    body: int | None
    region: Span


def clauses_of(syntax: Syntax, statement: Node) -> list[Clause]:
    """The branches of an `if` statement."""
    nodes = [statement, *(c for c in statement.children if c.type in ("elif_clause", "else_clause"))]
    starts = [syntax.line_start(node.start_byte) for node in nodes] + [syntax.line_end(statement.end_byte - 1)]
    clauses = []
    for index, node in enumerate(nodes):
        block = node.child_by_field_name("consequence") or node.child_by_field_name("body")
        assert block is not None
        body = first_body_line(syntax, node, block)
        region = Span(starts[index], starts[index + 1])
        clauses.append(Clause(node.children[0], node.child_by_field_name("condition"), block, body, region))
    return clauses


def first_body_line(syntax: Syntax, clause: Node, block: Node) -> int | None:
    colon = next(c for c in reversed(clause.children) if c.type == ":" and c.end_byte <= block.start_byte)
    below = syntax.line_end(colon.start_byte)
    return below if below <= block.start_byte else None


def dedented(syntax: Syntax, statement: Node, clause: Clause) -> list[Edit]:
    """Leave one clause's block in place of the whole statement."""
    whole = Span(syntax.line_start(statement.start_byte), syntax.line_end(statement.end_byte - 1))
    if clause.body is None:
        end = clause.block.end_byte
        return [Edit(Span(statement.start_byte, clause.block.start_byte), ""), Edit(Span(end, statement.end_byte), "")]
    outer = syntax.text[whole.start : statement.start_byte]
    inner = syntax.text[syntax.line_start(clause.block.start_byte) : clause.block.start_byte]
    edits = [Edit(Span(whole.start, clause.body), "")]
    if clause.region.end < whole.end:
        edits.append(Edit(Span(clause.region.end, whole.end), ""))
    line = clause.body
    while line < clause.region.end:
        if syntax.text.startswith(inner, line) and not _inside_string(syntax, line):
            edits.append(Edit(Span(line + len(outer), line + len(inner)), ""))
        line = syntax.line_end(line)
    return edits


def unfolded(edits: Iterable[Edit]) -> list[Edit]:
    """Without those that stand in what others take away, or that change nothing."""
    out: list[Edit] = []
    for edit in sorted(edits, key=lambda e: (e.span.start, -e.span.end)):
        if edit.span.start == edit.span.end and not edit.text:
            continue
        if not out or edit.span.start >= out[-1].span.end:
            out.append(edit)
    return out


def _inside_string(syntax: Syntax, offset: int) -> bool:
    """Whether a line begins within a string, whose text must stay as it is."""
    node = syntax.root.descendant_for_byte_range(offset, offset)
    while node is not None:
        if node.type == "string" and node.start_byte < offset:
            return True
        node = node.parent
    return False
