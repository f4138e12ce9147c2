"""Text → a concrete syntax tree with byte offsets, parsed by tree-sitter, and the few questions stages ask of it.

The tree is asked, never walked: a name's occurrences are found by a byte search and looked up in the tree, so the cost
follows the number of occurrences and not the size of the file.
"""

from __future__ import annotations

import re
import string
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache, cached_property

import tree_sitter_python
from tree_sitter import Language, Node, Parser, Tree

from infrar_engine.model import Edit, SourceLocation, Span

_WORD = frozenset((string.ascii_letters + string.digits + "_").encode()) | frozenset(range(0x80, 0x100))
_STAR = re.compile(rb"(?:[\[{=,]|return|yield|in)[\s\\]*(\*)(?!\*)")
_WORDS = re.compile(rb"[A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff]*")
_SEARCHES = 100  # how many names are searched for before all words are indexed
_REPEATED = frozenset({"name", "subscript", "alternative", "value"})  # fields that may hold several nodes


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_python.language()))


class Syntax:
    """One file's tree. `text` is UTF-8; nodes are tree-sitter's."""

    def __init__(self, text: bytes, path: str, like: Tree | None = None) -> None:
        """`like` is the tree of a text that differs from this one only where it was told so."""
        self.text = text
        self.path = path
        self._tree: Tree = _parser().parse(text) if like is None else _parser().parse(text, like)
        stars = [m.start(1) for m in _STAR.finditer(text) if self._is_torn_off(m.start(1))]
        if stars:
            self._tree = self._with_stars_outside(stars)
        self.root: Node = self._tree.root_node
        self._identifiers: dict[str, tuple[Node, ...]] = {}
        self._searched: set[str] = set()

    def _is_torn_off(self, star: int) -> bool:
        """Whether the grammar takes the star of `[*a.b()]` as part of `a` alone, as it does where several expressions stand without parentheses."""
        node = self._tree.root_node.descendant_for_byte_range(star, star + 1)
        splat = node.parent if node is not None and node.type == "*" else None
        holder = splat.parent if splat is not None and splat.type == "list_splat" else None
        return holder is not None and holder.type in ("attribute", "call", "subscript")

    def _with_stars_outside(self, stars: Sequence[int]) -> Tree:
        """The tree of the same text with a sign in place of these stars, which is an operator of the whole expression."""
        text, tree = bytearray(self.text), self._tree.copy()
        for star in stars:
            text[star : star + 1] = b"+"
            after = self._point(star + 1)
            tree.edit(star, star + 1, star + 1, self._point(star), after, after)
        return _parser().parse(bytes(text), tree)

    def edited(self, edits: Sequence[Edit]) -> Syntax:
        """The text with edits made, parsed at the cost of what they change."""
        tree = self._tree.copy()
        for edit in sorted(edits, reverse=True):
            start, end = edit.span.start, edit.span.end
            new = edit.text.encode()
            row, column = self._point(start)
            last = new.rfind(b"\n")
            after = (row + new.count(b"\n"), len(new) - last - 1) if last >= 0 else (row, column + len(new))
            tree.edit(start, end, start + len(new), (row, column), self._point(end), after)
        return Syntax(replaced(self.text, edits), self.path, tree)

    def _point(self, offset: int) -> tuple[int, int]:
        line = self.line_of(offset)
        return line, offset - self._line_starts[line]

    @property
    def has_error(self) -> bool:
        return self.root.has_error

    def source(self, node: Node) -> str:
        return self.text[node.start_byte : node.end_byte].decode()

    def name(self, node: Node) -> str:
        """What an identifier means: compatibility spellings are the same name to Python (PEP 3131)."""
        return _normal(self.source(node))

    def identifiers(self, name: str, start: int = 0, end: int | None = None) -> tuple[Node, ...]:
        """Every identifier in the file (or in these bytes of it) that means `name`: in code and in f-strings' expressions."""
        if end is not None and name not in self._identifiers and self._is_ascii:
            return tuple(self._find(self._search(name.encode(), start, end)))
        found = self._identifiers.get(name)
        if found is None:
            found = self._identifiers[name] = tuple(self._find(self.words(name)))
        return found if end is None else tuple(n for n in found if start <= n.start_byte < end)

    def _find(self, words: Iterator[tuple[int, int]]) -> Iterator[Node]:
        for start, end in words:
            node = self.root.descendant_for_byte_range(start, end)
            if node is not None and node.type == "identifier" and (node.start_byte, node.end_byte) == (start, end):
                yield node

    def words(self, name: str) -> Iterator[tuple[int, int]]:
        """Where `name` stands as a whole word, whatever it is part of, in order."""
        if name in self._searched or (self._is_ascii and len(self._searched) < _SEARCHES):
            self._searched.add(name)
            return self._search(name.encode())
        return iter(self._index.get(name.encode(), ()))

    def _search(self, word: bytes, first: int = 0, last: int | None = None) -> Iterator[tuple[int, int]]:
        text, length = self.text, len(word)
        last = len(text) if last is None else last
        start = text.find(word, first, last)
        while start >= 0:
            end = start + length
            if not (start and text[start - 1] in _WORD) and not (end < len(text) and text[end] in _WORD):
                yield start, end
            start = text.find(word, end, last)

    @cached_property
    def _is_ascii(self) -> bool:
        return self.text.isascii()

    @cached_property
    def _index(self) -> dict[bytes, list[tuple[int, int]]]:
        """Every word of the file by what it means as a name: cheaper than many searches."""
        index: dict[bytes, list[tuple[int, int]]] = {}
        for match in _WORDS.finditer(self.text):
            index.setdefault(match.group(), []).append(match.span())
        if not self._is_ascii:
            for word in [word for word in index if not word.isascii()]:
                normal = _normal(word.decode("utf-8", "replace")).encode()
                if normal != word:
                    index[normal] = sorted([*index.get(normal, ()), *index[word]])
        return index

    def mentions(self, name: str) -> bool:
        return next(self.words(name), None) is not None

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer(rb"\n", self.text))]

    def line_of(self, offset: int) -> int:
        """The line, from 0, that a byte stands in."""
        return bisect_right(self._line_starts, offset) - 1

    def line_start(self, offset: int) -> int:
        """The first byte of the line that a byte stands in."""
        return self._line_starts[self.line_of(offset)]

    def line_end(self, offset: int) -> int:
        """The byte after the end of the line that a byte stands in: the next line's first, or the end of the file."""
        line = self.line_of(offset) + 1
        return self._line_starts[line] if line < len(self._line_starts) else len(self.text)

    def unit(self, offset: int) -> Span:
        """What is generated for the place at `offset` goes into the same unit: the file, or the cell of a notebook."""
        return Span(0, len(self.text))

    def units(self) -> Iterator[Span]:
        """The parts of the text that must each be valid."""
        yield Span(0, len(self.text))

    def location(self, start: int, end: int) -> SourceLocation:
        """Bytes → lines and columns of characters, with the source lines' text."""
        last = max(start, end - 1)
        line_start, end_line_start = self.line_start(start), self.line_start(last)
        return SourceLocation(
            path=self.path,
            line=self.line_of(start) + 1,
            column=_characters(self.text[line_start:start]) + 1,
            end_line=self.line_of(last) + 1,
            end_column=_characters(self.text[end_line_start:end]) + 1,
            text=self.text[line_start : self.line_end(start)].decode("utf-8", "replace").rstrip("\r\n"),
        )

    def location_of(self, node: Node) -> SourceLocation:
        return self.location(node.start_byte, node.end_byte)


def replaced(text: bytes, edits: Sequence[Edit]) -> bytes:
    """`text` with non-overlapping edits made."""
    pieces: list[bytes] = []
    position = 0
    for edit in sorted(edits):
        pieces += [text[position : edit.span.start], edit.text.encode()]
        position = edit.span.end
    return b"".join([*pieces, text[position:]])


def _normal(name: str) -> str:
    return name if name.isascii() else unicodedata.normalize("NFKC", name)


def _characters(data: bytes) -> int:
    return len(data.decode("utf-8", "replace"))


def span(node: Node) -> Span:
    return Span(node.start_byte, node.end_byte)


def field_is(parent: Node, field: str, child: Node) -> bool:
    """Whether `child` is (one of) the nodes in `parent`'s `field`."""
    first = parent.child_by_field_name(field)
    if first is None or first == child:
        return first is not None
    return field in _REPEATED and any(node == child for node in parent.children_by_field_name(field))


def ancestors(node: Node) -> Iterator[Node]:
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def named_children(node: Node) -> list[Node]:
    """The children that are syntax rather than punctuation or comments."""
    return [child for child in node.named_children if child.type != "comment"]
