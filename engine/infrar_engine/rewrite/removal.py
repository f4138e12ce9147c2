"""Statements and imported names that go → edits that leave what belongs to others: comments, blocks, neighbours on the line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tree_sitter import Node

from infrar_engine.model import Edit, Span
from infrar_engine.rewrite.nesting import applied
from infrar_engine.source.syntax import Syntax, named_children, span


def remaining(syntax: Syntax, statement: Node, gone: Sequence[Node]) -> str:
    """The statement without some of the names that it imports; "" when none is left."""
    names = [n for n in statement.named_children if n.type in ("dotted_name", "aliased_import", "wildcard_import")]
    module = statement.child_by_field_name("module_name")
    names = [n for n in names if n != module]
    left = [n for n in names if n not in gone]
    if not left:
        return ""
    if not any(child.type == "(" for child in statement.children):
        head = syntax.text[statement.start_byte : names[0].start_byte].decode()
        return head + ", ".join(syntax.source(node) for node in left)
    edits = [Edit(_item(syntax, statement, node), "") for node in names if node in gone]
    return applied(syntax.text, span(statement), _joined(edits))


def _item(syntax: Syntax, statement: Node, name: Node) -> Span:
    """What goes with a name in parentheses: its comma, and its line with the comment on it when it has one to itself."""
    following = name.next_sibling
    end = following.end_byte if following is not None and following.type == "," else name.end_byte
    line_start, line_end = syntax.line_start(name.start_byte), syntax.line_end(name.end_byte - 1)
    rest = syntax.text[end:line_end].strip()
    alone = not syntax.text[line_start : name.start_byte].strip() and (not rest or rest.startswith(b"#"))
    if alone and statement.start_byte < line_start:
        return Span(line_start, line_end)
    while syntax.text[end : end + 1] == b" ":
        end += 1
    return Span(name.start_byte, end)


def _joined(edits: list[Edit]) -> list[Edit]:
    out: list[Edit] = []
    for edit in sorted(edits):
        if not out or edit.span.start >= out[-1].span.end:
            out.append(edit)
    return out


def removals(syntax: Syntax, statements: Iterable[Node]) -> list[Edit]:
    """Take whole statements out of their blocks; a block that would be empty keeps `pass`, a type checkers' one goes."""
    blocks: dict[int, tuple[Node, list[Node]]] = {}
    for statement in statements:
        block = statement.parent
        if block is not None:
            blocks.setdefault(block.id, (block, []))[1].append(statement)
    edits: list[Edit] = []
    for block, gone in blocks.values():
        gone.sort(key=lambda node: node.start_byte)
        emptied = block.type == "block" and len(named_children(block)) == len(gone)
        owner = block.parent
        if emptied and owner is not None and _is_only_for_checkers(syntax, owner):
            edits += removals(syntax, [owner])
            continue
        if emptied:
            edits.append(Edit(span(gone[0]), "pass"))
        edits += _without(syntax, gone[1:] if emptied else gone)
    return edits


def _is_only_for_checkers(syntax: Syntax, owner: Node) -> bool:
    condition = owner.child_by_field_name("condition")
    return (
        owner.type == "if_statement"
        and condition is not None
        and syntax.source(condition).rpartition(".")[2] == "TYPE_CHECKING"
        and not owner.children_by_field_name("alternative")
        and not any(child.type == "comment" for child in owner.children)
    )


def _without(syntax: Syntax, gone: Sequence[Node]) -> list[Edit]:
    edits: list[Edit] = []
    for statement in gone:
        start, end = _extent(syntax, statement)
        if edits and start < edits[-1].span.end:
            start = edits[-1].span.end
        edits.append(Edit(Span(start, max(start, end)), ""))
    return edits


def _extent(syntax: Syntax, statement: Node) -> tuple[int, int]:
    """A statement with its line, or with the semicolon that parts it from a neighbour."""
    if has_own_lines(syntax, statement):
        return syntax.line_start(statement.start_byte), syntax.line_end(statement.end_byte - 1)
    text = syntax.text
    end = statement.end_byte
    rest = text[end : syntax.line_end(statement.end_byte - 1)]
    after = rest.lstrip(b" \t")
    if after.startswith(b";") and after[1:].strip() and not after[1:].lstrip().startswith(b"#"):
        return statement.start_byte, end + len(rest) - len(after[1:].lstrip(b" \t"))
    before = text[syntax.line_start(statement.start_byte) : statement.start_byte].rstrip(b" \t")
    if before.endswith(b";"):
        end += len(rest) - len(after) + 1 if after.startswith(b";") else 0
        return syntax.line_start(statement.start_byte) + len(before) - 1, end
    return statement.start_byte, end


def has_own_lines(syntax: Syntax, node: Node) -> bool:
    """Whether a statement has its lines to itself, but for a comment at its end."""
    before = syntax.text[syntax.line_start(node.start_byte) : node.start_byte]
    after = syntax.text[node.end_byte : syntax.line_end(max(node.end_byte - 1, node.start_byte))].strip()
    return not before.strip() and (not after or after.startswith(b"#"))
