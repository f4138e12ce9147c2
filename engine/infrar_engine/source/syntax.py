"""Text → a concrete syntax tree with byte offsets, parsed by tree-sitter, and the few questions stages ask of it.

The tree is asked, never walked: a name's occurrences are found by a byte search and looked up in the tree, so the cost
follows the number of occurrences and not the size of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import tree_sitter_python
from tree_sitter import Language, Node, Parser, Tree

from infrar_engine.model import SourceLocation, Span

_WORD = rb"[A-Za-z0-9_\x80-\xff]"


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_python.language()))


class Syntax:
    """One file's tree. `text` is UTF-8; nodes are tree-sitter's."""

    def __init__(self, text: bytes, path: str) -> None:
        self.text = text
        self.path = path
        self._tree: Tree = _parser().parse(text)
        self.root: Node = self._tree.root_node
        self._identifiers: dict[str, tuple[Node, ...]] = {}

    @property
    def has_error(self) -> bool:
        return self.root.has_error

    def source(self, node: Node) -> str:
        return self.text[node.start_byte : node.end_byte].decode()

    def identifiers(self, name: str) -> tuple[Node, ...]:
        """Every identifier in the file that reads `name`: not in strings or comments, but in f-strings' expressions."""
        found = self._identifiers.get(name)
        if found is None:
            found = self._identifiers[name] = tuple(self._find(name))
        return found

    def _find(self, name: str) -> Iterator[Node]:
        for start, end in self.words(name):
            node = self.root.descendant_for_byte_range(start, end)
            if node is not None and node.type == "identifier" and (node.start_byte, node.end_byte) == (start, end):
                yield node

    def words(self, name: str) -> Iterator[tuple[int, int]]:
        """Where `name` stands as a whole word, whatever it is part of."""
        pattern = rb"(?<!" + _WORD + rb")" + re.escape(name.encode()) + rb"(?!" + _WORD + rb")"
        for match in re.finditer(pattern, self.text):
            yield match.span()

    def mentions(self, name: str) -> bool:
        return next(self.words(name), None) is not None

    def location(self, start: int, end: int) -> SourceLocation:
        """Bytes → lines and columns of characters, with the source lines' text."""
        line = self.text.count(b"\n", 0, start) + 1
        line_start = self.text.rfind(b"\n", 0, start) + 1
        last = max(start, end - 1) if end > start else start
        end_line = line + self.text.count(b"\n", start, last)
        end_line_start = self.text.rfind(b"\n", 0, last) + 1
        stop = self.text.find(b"\n", start)
        shown = self.text[line_start : stop if stop >= 0 else len(self.text)]
        return SourceLocation(
            path=self.path,
            line=line,
            column=_characters(self.text[line_start:start]) + 1,
            end_line=end_line,
            end_column=_characters(self.text[end_line_start:end]) + 1,
            text=shown.decode("utf-8", "replace").rstrip("\r"),
        )

    def location_of(self, node: Node) -> SourceLocation:
        return self.location(node.start_byte, node.end_byte)


def _characters(data: bytes) -> int:
    return len(data.decode("utf-8", "replace"))


def span(node: Node) -> Span:
    return Span(node.start_byte, node.end_byte)


def field_is(parent: Node, field: str, child: Node) -> bool:
    """Whether `child` is (one of) the nodes in `parent`'s `field`."""
    return any(node == child for node in parent.children_by_field_name(field))


def ancestors(node: Node) -> Iterator[Node]:
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def named_children(node: Node) -> list[Node]:
    """The children that are syntax rather than punctuation or comments."""
    return [child for child in node.named_children if child.type != "comment"]
