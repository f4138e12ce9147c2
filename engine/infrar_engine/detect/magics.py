"""Magics and shell lines of a notebook that use the SDK, or that may give its names another meaning: what they do can't be followed."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from infrar_engine.detect.meanings import ROOT
from infrar_engine.model import Diagnostic, Severity, Span
from infrar_engine.source.ipython import Magic
from infrar_engine.source.project import SourceFile

_PLAIN = "call it in plain Python, in a function that the magic then names, or take the line out"
_IMPORT = "import what it defines: `from module import name`"
_INSTALL = "install what the build's requirements.txt names in its place"


def problems_of_magics(file: SourceFile, names: Collection[str]) -> Iterator[Diagnostic]:
    """`names` are those that stand for something of the SDK in the file."""
    for where, magic in file.magics:
        used = sorted(magic.reads & {*names, ROOT})
        if used:
            yield _report(file, where, Severity.ERROR, f"{_kind(magic)} uses {', '.join(used)} of the SDK", _PLAIN)
        elif magic.anything and names and not (magic.forgets and _is_above_all(file, where)):
            message = f"{_kind(magic)} may give {', '.join(sorted(names)[:3])} another meaning"
            yield _report(file, where, Severity.ERROR, message, _IMPORT)
        elif magic.installs_the_sdk:
            message = f"{_kind(magic)} installs the SDK, which native code doesn't use"
            yield _report(file, where, Severity.WARNING, message, _INSTALL)


def _is_above_all(file: SourceFile, where: Span) -> bool:
    """Whether nothing but comments, texts and values that are dropped stands above, so that there are no names yet."""
    for child in file.syntax.root.children:
        if child.start_byte >= where.start:
            return child.start_byte == where.start
        value = child.named_child(0) if child.type == "expression_statement" else child
        if value is None or value.type not in ("comment", "identifier", "string"):
            return False
    return False


def _kind(magic: Magic) -> str:
    first = magic.text.split("\n")[0].strip()
    return f"`{first if len(first) <= 40 else first[:37] + '...'}`"


def _report(file: SourceFile, where: Span, severity: Severity, message: str, hint: str) -> Diagnostic:
    return Diagnostic("INF105", severity, message, file.syntax.location(where.start, where.end), hint, where)
