"""Generated definitions → what a stub says of them: classes with their fields, functions without bodies, no clients."""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence

from infrar_engine.plugins.names import free_names
from infrar_engine.plugins.rules import Import

_FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef


def stub_of(text: str, wanted: Collection[str], imports: Sequence[Import]) -> tuple[str, tuple[Import, ...]]:
    """The definitions called `wanted` with those that they name, and the imports that this takes."""
    defined = {node.name: node for node in ast.parse(text).body if isinstance(node, _FUNCTION | ast.ClassDef)}
    texts: dict[str, str] = {}
    waiting = sorted(wanted)
    while waiting:
        name = waiting.pop()
        if name in defined and name not in texts:
            texts[name] = _stub(text, defined[name])
            waiting += sorted(free_names(texts[name]))
    out = "\n\n".join(texts[name] for name in defined if name in texts)
    named = free_names(out)
    return out, tuple(each for each in imports if each.binding in named)


def _stub(text: str, node: ast.stmt) -> str:
    """A definition without what it does: fields without their values, signatures."""
    source = ast.get_source_segment(text, node) or ""
    if isinstance(node, ast.AnnAssign):
        return f"{source.partition(' = ')[0]} = ..." if node.value is not None else source
    assert isinstance(node, _FUNCTION | ast.ClassDef)
    lines = text.split("\n")[node.lineno - 1 : node.body[0].lineno - 1]
    head = "\n".join(line[node.col_offset :] for line in lines).rstrip()
    members = [_stub(text, each) for each in node.body if isinstance(each, ast.AnnAssign | _FUNCTION)]
    if isinstance(node, _FUNCTION) or not members:
        return f"{head} ..."
    return "\n".join([head, *(f"    {line}" for member in members for line in member.split("\n"))])
