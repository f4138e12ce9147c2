"""Small operations on native code held as text: rename what it takes from around it, quote and indent as a file does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from tree_sitter import Node

from infrar_engine.detect.scopes import Names
from infrar_engine.source.syntax import Syntax, ancestors

_PLAIN = re.compile(r'([A-Za-z]*)"([^"\\\n\']*)"')


def rename(code: str, names: Mapping[str, str]) -> str:
    """`code` with names that it takes from around it (or defines at its top level) renamed; a dotted new name is an attribute."""
    wanted = tuple(sorted((old, new) for old, new in names.items() if old != new and old in code))
    return _renamed(code, wanted) if wanted else code


@lru_cache(maxsize=4096)
def _renamed(code: str, wanted: tuple[tuple[str, str], ...]) -> str:
    syntax = Syntax(code.encode(), "")
    scopes = Names(syntax)
    places: list[tuple[int, int, str]] = []
    for old, new in wanted:
        for binding in scopes.bindings(old):
            if binding.scope.kind == "module":
                places += [(o.node.start_byte, o.node.end_byte, new) for o in (*binding.reads, *binding.writes)]
    data = syntax.text
    for start, end, new in sorted(places, reverse=True):
        data = data[:start] + new.encode() + data[end:]
    return data.decode()


@lru_cache(maxsize=4096)
def requote(code: str, quote: str) -> str:
    """Simple double-quoted texts of generated code in the file's own quotes; docstrings and f-strings' parts keep theirs."""
    if quote == '"' or '"' not in code:
        return code
    syntax = Syntax(code.encode(), "")
    data = syntax.text
    for node in sorted(_strings(syntax.root), key=lambda n: n.start_byte, reverse=True):
        plain = _PLAIN.fullmatch(syntax.source(node))
        inside = any(a.type == "string" for a in ancestors(node))
        if plain is not None and not inside:
            new = f"{plain.group(1)}'{plain.group(2)}'"
            data = data[: node.start_byte] + new.encode() + data[node.end_byte :]
    return data.decode()


def _strings(node: Node) -> list[Node]:
    found, waiting = [], [node]
    while waiting:
        current = waiting.pop()
        if current.type == "string":
            found.append(current)
        waiting += current.children
    return found


def reindent(code: str, unit: str) -> str:
    """Generated code is indented by four spaces; give it the file's own unit."""
    if unit == "    ":
        return code
    out = []
    for line in code.split("\n"):
        body = line.lstrip(" ")
        depth, rest = divmod(len(line) - len(body), 4)
        out.append(unit * depth + " " * rest + body)
    return "\n".join(out)


class Style:
    """How a file is written: its quotes, its indentation, its longest lines."""

    def __init__(self, text: bytes, width: int | None = None) -> None:
        body = re.sub(rb'"""|\'\'\'', b"", text)
        self.quote = "'" if body.count(b"'") > body.count(b'"') else '"'
        found = re.search(rb"^(?:[^\n#]*:[ \t]*(?:#[^\n]*)?\r?\n)([ \t]+)\S", text, re.MULTILINE)
        self.unit = found.group(1).decode() if found else "    "
        self.width = width or max(100, min(max(map(len, text.splitlines()), default=0), 120))

    def apply(self, code: str) -> str:
        return requote(reindent(code, self.unit), self.quote)
