"""Long native calls are laid out as a formatter would: the arguments of the outermost last call on lines of their own."""

from __future__ import annotations

from tree_sitter import Node

from infrar_engine.source.syntax import Syntax, named_children


def one_line(code: str) -> str:
    """A form that its template lays out over several lines, on one: brackets hold it together."""
    lines = [line.strip() for line in code.split("\n")]
    joined = " ".join(lines)
    for opening, closing in ("()", "[]", "{}"):
        joined = joined.replace(f"{opening} ", opening).replace(f", {closing}", closing).replace(f" {closing}", closing)
    return joined if len(lines) > 1 else code


def statement_lines(code: str) -> list[str]:
    """The lines of a form's statements, each joined where brackets are open; indentation stays."""
    out: list[str] = []
    for line in _logical_lines(code):
        stripped = line.lstrip(" \t")
        out.append(line[: len(line) - len(stripped)] + one_line(stripped))
    return out


def _logical_lines(code: str) -> list[str]:
    depth = 0
    current: list[str] = []
    out: list[str] = []
    for line in code.split("\n"):
        current.append(line)
        depth += sum(line.count(c) for c in "([{") - sum(line.count(c) for c in ")]}")
        if depth <= 0:
            out.append("\n".join(current))
            current, depth = [], 0
    return out + (["\n".join(current)] if current else [])


def fit(code: str, width: int, used: int, column: str, unit: str) -> str:
    """`code`, one line, broken when it would pass `width`; `used` columns of its line are taken by what stands around it.

    Lines after the first begin with `column`.
    """
    if used + len(code) <= width:
        return code
    parts = _parts(code)
    if parts is None:
        return code
    head, arguments, tail = parts
    if used + len(head) > width:
        return code  # it is what stands around that is too long
    own = code[: len(code) - len(code.lstrip(" \t"))]
    joined = ", ".join(arguments)
    if len(column) + len(own) + len(unit) + len(joined) <= width:
        return f"{head}\n{column}{own}{unit}{joined}\n{column}{own}{tail}"
    return exploded(code, column, unit)


def exploded(code: str, column: str, unit: str) -> str:
    """`code` with each argument of its outermost call on a line of its own; an argument's own lines stay as they are."""
    parts = _parts(code)
    if parts is None:
        return code
    head, arguments, tail = parts
    inner = column + code[: len(code) - len(code.lstrip(" \t"))]
    return f"{head}\n" + "".join(f"{inner}{unit}{each},\n" for each in arguments) + inner + tail


def _parts(code: str) -> tuple[str, list[str], str] | None:
    """What stands before the arguments of the outermost call, the arguments, and what stands after."""
    text = code.lstrip(" \t")
    own = code[: len(code) - len(text)]
    syntax = Syntax(text.encode(), "")
    found = _outermost(syntax.root)
    if found is None:
        return None
    arguments = [syntax.source(child) for child in named_children(found)]
    head = own + syntax.text[: found.start_byte + 1].decode()
    return head, arguments, syntax.text[found.end_byte - 1 :].decode()


def _outermost(root: Node) -> Node | None:
    """The brackets to break: of the calls that aren't inside another's arguments, the last with arguments; else a tuple's."""
    found: Node | None = None
    brackets: Node | None = None
    queue = list(root.children)
    while queue:
        node = queue.pop(0)
        if node.type == "argument_list":
            if len(named_children(node)) > 0 and (found is None or node.end_byte > found.end_byte):
                found = node
            continue
        if node.type == "tuple" and brackets is None:
            brackets = node
            continue
        queue += node.children
    return found or brackets
