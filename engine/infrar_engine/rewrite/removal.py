"""Statements and imported names that go → edits that leave what belongs to others: comments, blocks, neighbours on the line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

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
    return applied(syntax.text, span(statement), _joined(edits)).text


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


def emptied_owners(syntax: Syntax, statements: Sequence[Node], names: Collection[str]) -> list[Node]:
    """Statements that were only there for some of `statements`: an `if TYPE_CHECKING:` around nothing else, and a `try:` around
    imports whose handlers do no more than bind the names that go.
    """
    found: dict[int, Node] = {}
    for block, gone in _by_block(statements):
        owner = block.parent
        if owner is None or block.type != "block" or len(named_children(block)) != len(gone):
            continue
        if _is_only_for_checkers(syntax, owner) or _only_falls_back(syntax, owner, block, names):
            found[owner.id] = owner
    return list(found.values())


def removals(syntax: Syntax, statements: Iterable[Node]) -> list[Edit]:
    """Take whole statements out of their blocks; a block that would be empty keeps `pass`."""
    edits: list[Edit] = []
    for block, gone in _by_block(statements):
        emptied = block.type == "block" and len(named_children(block)) == len(gone)
        if emptied:
            edits.append(Edit(span(gone[0]), "pass"))
        edits += _without(syntax, gone[1:] if emptied else gone)
    return edits


def _by_block(statements: Iterable[Node]) -> list[tuple[Node, list[Node]]]:
    blocks: dict[int, tuple[Node, list[Node]]] = {}
    for statement in sorted(statements, key=lambda node: node.start_byte):
        block = statement.parent
        if block is not None:
            blocks.setdefault(block.id, (block, []))[1].append(statement)
    return list(blocks.values())


def _is_only_for_checkers(syntax: Syntax, owner: Node) -> bool:
    condition = owner.child_by_field_name("condition")
    return (
        owner.type == "if_statement"
        and condition is not None
        and syntax.source(condition).rpartition(".")[2] == "TYPE_CHECKING"
        and not owner.children_by_field_name("alternative")
        and not _has_comments(owner)
    )


def _only_falls_back(syntax: Syntax, owner: Node, block: Node, names: Collection[str]) -> bool:
    """Whether it is a `try:` for an import alone: what its handlers bind are names that nothing reads any more."""
    if owner.type != "try_statement" or owner.child_by_field_name("body") != block or _has_comments(owner):
        return False
    parts = [child for child in owner.named_children if child != block]
    return bool(parts) and all(part.type == "except_clause" and _does_no_more(syntax, part, names) for part in parts)


def _does_no_more(syntax: Syntax, clause: Node, names: Collection[str]) -> bool:
    body = next((child for child in clause.named_children if child.type == "block"), None)
    if body is None or _has_comments(clause) or _has_comments(body):
        return False
    for statement in body.named_children:
        inner = statement.named_children[0] if statement.type == "expression_statement" else statement
        target = inner.child_by_field_name("left") if inner.type == "assignment" else None
        value = inner.child_by_field_name("right") if inner.type == "assignment" else None
        plain = value is not None and value.type in ("none", "false", "true", "identifier")
        if statement.type != "pass_statement" and not (target is not None and plain and syntax.name(target) in names):
            return False
    return True


def _has_comments(node: Node) -> bool:
    return any(child.type == "comment" for child in node.children)


def _without(syntax: Syntax, gone: Sequence[Node]) -> list[Edit]:
    edits: list[Edit] = []
    for group in _neighbours(syntax, gone):
        start, end = _lines(syntax, group) if has_own_lines(syntax, group[0]) else _part_of_line(syntax, group[0])
        if edits and start < edits[-1].span.end:
            start = edits[-1].span.end
        edits.append(Edit(Span(start, max(start, end)), ""))
    return edits


def _neighbours(syntax: Syntax, gone: Sequence[Node]) -> list[list[Node]]:
    """Statements on lines of their own with nothing but blank lines between them, together; others one by one."""
    groups: list[list[Node]] = []
    for statement in gone:
        last = groups[-1][-1] if groups else None
        together = (
            last is not None
            and has_own_lines(syntax, last)
            and has_own_lines(syntax, statement)
            and not syntax.text[syntax.line_end(last.end_byte - 1) : syntax.line_start(statement.start_byte)].strip()
        )
        if together:
            groups[-1].append(statement)
        else:
            groups.append([statement])
    return groups


def _part_of_line(syntax: Syntax, statement: Node) -> tuple[int, int]:
    """A statement with the semicolon that parts it from a neighbour."""
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


def _lines(syntax: Syntax, statements: Sequence[Node]) -> tuple[int, int]:
    """The lines of statements that follow one another. Of the gaps around them the wider one stays, at the end of a block the one after."""
    text = syntax.text
    start, end = syntax.line_start(statements[0].start_byte), syntax.line_end(statements[-1].end_byte - 1)
    first, last = start, end
    while first and not text[syntax.line_start(first - 1) : first].strip():
        first = syntax.line_start(first - 1)
    while (following := syntax.line_end(last)) > last and not text[last:following].strip():
        last = following
    above = text[syntax.line_start(first - 1) : first].strip() if first else b""
    ends_block = statements[-1].next_named_sibling is None
    opens_block = above.endswith(b":") or not above
    wider_before = text.count(b"\n", end, last) <= text.count(b"\n", first, start)
    return (start, last) if opens_block or (wider_before and not ends_block) else (first, end)


def has_own_lines(syntax: Syntax, node: Node) -> bool:
    """Whether a statement has its lines to itself, but for a comment at its end."""
    before = syntax.text[syntax.line_start(node.start_byte) : node.start_byte]
    after = syntax.text[node.end_byte : syntax.line_end(max(node.end_byte - 1, node.start_byte))].strip()
    return not before.strip() and (not after or after.startswith(b"#"))
