"""Which names a file leaves free, for what is generated into it."""

from __future__ import annotations

import builtins
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable

from tree_sitter import Node

from infrar_engine.detect.scopes import Names
from infrar_engine.model import Span
from infrar_engine.source.syntax import ancestors

_OWNERS = ("function_definition", "lambda", "class_definition")
_BUILTINS = frozenset(dir(builtins))


class FreeNames:
    """`gone` are the spans that won't be there afterwards, so that names in them don't count; `elsewhere` says whether other
    modules take a name from the file, or give it one.
    """

    def __init__(self, names: Names, gone: Iterable[Span], elsewhere: Callable[[str], bool]) -> None:
        self._names = names
        self._elsewhere = elsewhere
        self._syntax = names.syntax
        self._gone = sorted(gone)
        self._starts: dict[str, list[int]] = {}
        self._lent: dict[str, set[int]] = {}  # fresh names, each with the starts of the functions that have it

    def taken(self, name: str) -> bool:
        """Whether the file, or another module that shares its names, uses the name for anything that stays."""
        return name in self._lent or bool(self._occurrences(name)) or self._elsewhere(name)

    def fresh(self, name: str, node: Node, avoid: Collection[str]) -> str:
        """A name that means nothing yet in the function (or module) around `node`."""
        owner = owner_of(node, self._syntax.root)
        number = 1
        while True:
            candidate = name if number == 1 else f"{name}_{number}"
            if candidate not in avoid and candidate not in _BUILTINS and not self._used_in(candidate, owner):
                return candidate
            number += 1

    def lend(self, names: Iterable[str], node: Node) -> None:
        """Mark fresh names as used in the function around `node`."""
        for name in names:
            self._lent.setdefault(name, set()).add(owner_of(node, self._syntax.root).start_byte)

    def _used_in(self, name: str, owner: Node) -> bool:
        starts = self._occurrences(name)
        inside = bisect_left(starts, owner.end_byte) - bisect_left(starts, owner.start_byte)
        return inside > 0 or owner.start_byte in self._lent.get(name, ())

    def _occurrences(self, name: str) -> list[int]:
        found = self._starts.get(name)
        if found is None:
            nodes = (n for n in self._syntax.identifiers(name) if not self._is_gone(n))
            found = self._starts[name] = [n.start_byte for n in nodes if self._names.classify(n) is not None]
        return found

    def _is_gone(self, node: Node) -> bool:
        index = bisect_right(self._gone, Span(node.start_byte, len(self._syntax.text))) - 1
        return index >= 0 and self._gone[index].end >= node.end_byte


def owner_of(node: Node, root: Node) -> Node:
    """The function, lambda, class or module whose variables code at `node` makes."""
    return next((a for a in ancestors(node) if a.type in _OWNERS), root)
