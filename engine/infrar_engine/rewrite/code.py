"""Small operations on native code held as text: find names, rename them, replace placeholders, quote and indent as a file does."""

from __future__ import annotations

import re
from collections.abc import Mapping

from infrar_engine.detect.scopes import Names
from infrar_engine.source.syntax import Syntax

_STRING = re.compile(r'"([^"\\\n\']*)"')


def rename(code: str, names: Mapping[str, str]) -> str:
    """`code` with names that it takes from around it (or defines at its top level) renamed."""
    wanted = {old: new for old, new in names.items() if old != new}
    if not wanted:
        return code
    syntax = Syntax(code.encode(), "")
    scopes = Names(syntax)
    places: list[tuple[int, int, str]] = []
    for old, new in wanted.items():
        for binding in scopes.bindings(old):
            if binding.scope.kind == "module":
                places += [(o.node.start_byte, o.node.end_byte, new) for o in (*binding.reads, *binding.writes)]
    data = syntax.text
    for start, end, new in sorted(places, reverse=True):
        data = data[:start] + new.encode() + data[end:]
    return data.decode()


def requote(code: str, quote: str) -> str:
    """Simple double-quoted texts of generated code in the file's own quotes."""
    if quote == '"':
        return code
    return _outside_docstrings(code, lambda text: _STRING.sub(lambda m: f"'{m.group(1)}'", text))


def _outside_docstrings(code: str, change: object) -> str:
    assert callable(change)
    pieces = code.split('"""')
    return '"""'.join(str(change(piece)) if index % 2 == 0 else piece for index, piece in enumerate(pieces))


def reindent(code: str, unit: str) -> str:
    """Generated code is indented by four spaces; give it the file's own unit."""
    if unit == "    ":
        return code
    lines = code.split("\n")
    out = []
    for line in lines:
        body = line.lstrip(" ")
        depth, rest = divmod(len(line) - len(body), 4)
        out.append(unit * depth + " " * rest + body)
    return "\n".join(out)


def indent(code: str, prefix: str) -> str:
    """Every line but the first moved to the column of the statement that it replaces."""
    return code.replace("\n", "\n" + prefix)


class Style:
    """How a file is written: its quotes, its indentation, its longest lines."""

    def __init__(self, text: bytes, width: int | None = None) -> None:
        body = re.sub(rb'"""|\'\'\'', b"", text)
        self.quote = "'" if body.count(b"'") > body.count(b'"') else '"'
        found = re.search(rb"^(?:[^\n#]*:[ \t]*(?:#[^\n]*)?\r?\n)([ \t]+)\S", text, re.MULTILINE)
        self.unit = found.group(1).decode() if found else "    "
        longest = max((len(line) for line in text.splitlines()), default=0)
        self.width = width or max(100, min(longest, 120))

    def apply(self, code: str) -> str:
        return requote(reindent(code, self.unit), self.quote)
