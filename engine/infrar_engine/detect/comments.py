"""`# infrar: …` comments: the only ones that the engine reads. The same text inside a string is only a string."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches

from tree_sitter import Node

from infrar_engine.source.syntax import Syntax

_DIRECTIVE = re.compile(r"#\s*infrar:\s*(?P<word>[\w-]*)(?P<list>\[(?P<codes>[^\]]*)\]|)")
_CODE = re.compile(r"[^,\s]+")
_WORDS = ("ignore", "skip-file")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a comment, and where it stands in the file's bytes."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Comment:
    """`word` is the directive; `codes` what an `ignore` names; `problem` why the comment does nothing.

    Lines are from 1, in a notebook those of the cell.
    """

    cell: int | None
    line: int
    word: Word
    codes: tuple[Word, ...] = ()
    problem: str = ""

    @property
    def skip(self) -> bool:
        return self.word.text == "skip-file" and not self.problem


def comments(syntax: Syntax) -> tuple[Comment, ...]:
    """The comments for the engine, in order."""
    nodes: dict[int, Node] = {}
    for start, end in syntax.words("infrar"):
        node = syntax.root.descendant_for_byte_range(start, end)
        if node is not None and node.type == "comment":
            nodes[node.start_byte] = node
    found = (comment for node in nodes.values() for comment in _read(syntax, node))
    return tuple(found)


def is_skipped(syntax: Syntax) -> bool:
    """Whether a comment asks to leave the file as it is."""
    return any(comment.skip for comment in comments(syntax))


def _read(syntax: Syntax, node: Node) -> list[Comment]:
    text, place = syntax.source(node), syntax.location_of(node)

    def word(start: int, end: int) -> Word:
        before = node.start_byte + len(text[:start].encode())
        return Word(text[start:end], before, before + len(text[start:end].encode()))

    found = []
    for match in _DIRECTIVE.finditer(text):
        said = word(*match.span("word"))
        listed = match.start("codes")
        codes = tuple(word(listed + each.start(), listed + each.end()) for each in _CODE.finditer(match["codes"] or ""))
        if said.text == "skip-file" or (said.text == "ignore" and codes):
            found.append(Comment(place.cell, place.line, said, codes if said.text == "ignore" else ()))
        elif said.text == "ignore":
            found.append(
                Comment(place.cell, place.line, said, (), "`ignore` says nothing without the codes that it is about")
            )
        elif get_close_matches(said.text, _WORDS, 1, 0.7):
            found.append(Comment(place.cell, place.line, said, (), f"`{said.text}` is nothing that is read here"))
    return found
