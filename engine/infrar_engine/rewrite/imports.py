"""Import statements: the SDK's go, native ones come, and every byte that belongs to others stays.

New imports join the file's own groups (standard library, third party) in their order; the generated definitions follow the
imports. Where a file has no imports, both go after docstring, `__future__`, shebang, coding line and licence comment.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tree_sitter import Node

from infrar_engine.model import Edit, Span
from infrar_engine.plugins.rules import Import
from infrar_engine.source.syntax import Syntax, named_children

_STATEMENTS = frozenset({"import_statement", "import_from_statement"})


@dataclass
class _Line:
    """One import statement on lines of its own: what stands before it (blank lines, comments), and its text with line end."""

    before: str
    text: str
    key: tuple[int, str]
    group: str
    ours: bool = False  # one of the SDK's, to be removed


def place(
    syntax: Syntax,
    removed: Collection[Node],
    imports: Sequence[Import],
    local: Sequence[str],
    definitions: str,
    mixed: Mapping[int, str],
) -> tuple[list[Edit], frozenset[int]]:
    """Edits for the main run of imports, and which of `removed` they take out (by start byte).

    `local` are import lines of the project's own generated module; `definitions` is the text that follows the imports;
    `mixed` has the new text of statements (by start byte) that import other things, too.
    """
    run = _main_run(syntax, removed, mixed)
    lines = [_line(syntax, node, removed, mixed) for node in run]
    _fill_before(syntax, run, lines)
    for text, module in import_lines(imports):
        _insert(lines, _Line("", f"{text}\n", _key(text), _group(module)))
    for text in local:
        _insert(lines, _Line("", f"{text}\n", _key(text), "local"))
    if run:
        start, end = _line_start(syntax, run[0]), _line_end(syntax, run[-1])
    else:
        start = end = header_end(syntax)
    text = _text(lines)
    handled = frozenset(node.start_byte for node in run if node in removed or node.start_byte in mixed)
    if not text and not definitions and not handled:
        return [], handled
    after = syntax.text[end:]
    text = _join(syntax, start, text, definitions, after, bool(run))
    if text == syntax.text[start:end].decode():
        return [], handled
    if not text and run:
        end = _swallow_blank_lines(syntax, start, end)
    return [Edit(Span(start, end), text)], handled


def import_lines(imports: Sequence[Import]) -> list[tuple[str, str]]:
    """Import statements and their modules: names of one module share one statement."""
    plain = [(str(each), each.module) for each in imports if not each.name]
    groups: dict[str, list[str]] = {}
    for each in imports:
        if each.name:
            groups.setdefault(each.module, []).append(each.name + (f" as {each.alias}" if each.alias else ""))
    for module, names in groups.items():
        line = f"from {module} import {', '.join(sorted(names))}"
        if len(line) > 100:
            line = f"from {module} import (\n" + "".join(f"    {name},\n" for name in sorted(names)) + ")"
        plain.append((line, module))
    return plain


def _join(syntax: Syntax, start: int, imports: str, definitions: str, after: bytes, had_run: bool) -> str:
    out = imports
    follows = after.strip(b" \t\r\n\f") != b""
    blank = _blank_lines(after)
    if not had_run and out and start > 0 and not syntax.text[:start].endswith(b"\n\n"):
        out = "\n" + out
    if definitions:
        first = definitions.startswith(("def ", "async def ", "class ", "@"))
        out += ("\n\n" if first and out else "\n" if out or start > 0 else "") + definitions + "\n"
    if follows and (definitions or (out and not had_run)):
        last_is_block = definitions and _ends_in_block(definitions)
        wanted = 2 if last_is_block or _starts_block(after) else 1
        out += "\n" * max(0, wanted - blank)
    return out


def _ends_in_block(definitions: str) -> bool:
    return definitions.rstrip("\n").rsplit("\n", 1)[-1].startswith((" ", "\t"))


def _starts_block(after: bytes) -> bool:
    return after.lstrip(b" \t\r\n\f").startswith((b"def ", b"class ", b"@", b"async def "))


def _blank_lines(after: bytes) -> int:
    count = 0
    for line in after.splitlines():
        if line.strip():
            break
        count += 1
    return count


def _main_run(syntax: Syntax, removed: Collection[Node], mixed: Mapping[int, str]) -> list[Node]:
    """The run of consecutive top-level imports that new ones join: the one with the SDK's first, else the file's first."""
    runs: list[list[Node]] = []
    current: list[Node] = []
    for node in syntax.root.children:
        if node.type == "comment":
            continue
        if node.type in _STATEMENTS and _alone(syntax, node):
            current.append(node)
            continue
        if current:
            runs.append(current)
            current = []
        if node.type not in ("future_import_statement", "if_statement", "try_statement") and not _is_docstring(
            syntax, node
        ):
            if runs and any(n.start_byte > node.start_byte for n in removed):
                continue
            if runs or not any(n.start_byte > node.start_byte for n in removed):
                break
    if current:
        runs.append(current)
    starts = {n.start_byte for n in removed} | set(mixed)
    return next((run for run in runs if any(n.start_byte in starts for n in run)), runs[0] if runs else [])


def _alone(syntax: Syntax, node: Node) -> bool:
    """Whether the statement has its lines to itself, but for a comment at its end."""
    before = syntax.text[_line_start(syntax, node) : node.start_byte]
    line_end = syntax.text.find(b"\n", node.end_byte)
    after = syntax.text[node.end_byte : line_end if line_end >= 0 else len(syntax.text)].strip()
    return not before.strip() and (not after or after.startswith(b"#"))


def _is_docstring(syntax: Syntax, node: Node) -> bool:
    return (
        node.type == "expression_statement"
        and len(node.named_children) == 1
        and node.named_children[0].type in ("string", "concatenated_string")
    )


def _line(syntax: Syntax, node: Node, removed: Collection[Node], mixed: Mapping[int, str]) -> _Line:
    text = syntax.text[_line_start(syntax, node) : _line_end(syntax, node)].decode()
    if node.start_byte in mixed:
        text = mixed[node.start_byte] + syntax.text[node.end_byte : _line_end(syntax, node)].decode()
    module = _module(syntax, node)
    return _Line("", text, _key(text.strip()), _group(module), ours=any(node == r for r in removed))


def _fill_before(syntax: Syntax, run: list[Node], lines: list[_Line]) -> None:
    for index in range(1, len(run)):
        between = syntax.text[_line_end(syntax, run[index - 1]) : _line_start(syntax, run[index])]
        lines[index].before = between.decode()


def _insert(lines: list[_Line], new: _Line) -> None:
    """Put an import where a careful person would: in its group, in order."""
    same = [i for i, line in enumerate(lines) if line.group == new.group]
    if same:
        last_block = _block(lines, same[-1], new.group)
        for index in last_block:
            if lines[index].key > new.key:
                new.before, lines[index].before = lines[index].before, ""
                if "#" in new.before:
                    new.before, lines[index].before = "", new.before
                    continue
                lines.insert(index, new)
                return
        lines.insert(last_block[-1] + 1, new)
        return
    order = {"stdlib": 0, "third": 1, "local": 2}
    later = next((i for i, line in enumerate(lines) if order[line.group] > order[new.group]), None)
    if later is None:
        new.before = "\n" if lines else ""
        lines.append(new)
    else:
        new.before = lines[later].before
        lines[later].before = "\n"
        lines.insert(later, new)


def _block(lines: list[_Line], last: int, group: str) -> list[int]:
    """The lines of `group` around `last` that no blank line separates."""
    first = last
    while first > 0 and lines[first - 1].group == group and "\n" not in lines[first].before:
        first -= 1
    return list(range(first, last + 1))


def _text(lines: list[_Line]) -> str:
    out = ""
    pending = ""
    for line in lines:
        before = _wider(pending, line.before)
        if line.ours:
            pending = before
            continue
        out += (before if out or "#" in before else "") + line.text
        pending = ""
    return out + (pending if "#" in pending else "")


def _wider(first: str, second: str) -> str:
    """Two gaps become one when the statement between them goes; comments of both stay."""
    if "#" in first or "#" in second:
        return first + second
    return first if first.count("\n") >= second.count("\n") else second


def _key(text: str) -> tuple[int, str]:
    words = text.split()
    return (0 if words and words[0] == "import" else 1, words[1].lower() if len(words) > 1 else "")


def _module(syntax: Syntax, node: Node) -> str:
    if node.type == "import_from_statement":
        source = node.child_by_field_name("module_name")
        return syntax.source(source) if source is not None else ""
    first = node.children_by_field_name("name")[0]
    inner = first.child_by_field_name("name") if first.type == "aliased_import" else first
    return syntax.source(inner) if inner is not None else ""


def _group(module: str) -> str:
    if module.startswith("."):
        return "local"
    return "stdlib" if module.partition(".")[0] in sys.stdlib_module_names else "third"


def header_end(syntax: Syntax) -> int:
    """Where the first import of a file without imports goes: after docstring, `__future__` and leading comments."""
    position = 0
    previous_row = -1
    for node in syntax.root.children:
        docstring = _is_docstring(syntax, node) and position <= node.start_byte and not _code_before(syntax, node)
        if node.type == "comment":
            if previous_row >= 0 and position and node.start_point.row > previous_row + 1:
                break  # a comment after a blank line belongs to the code below it
        elif not docstring and node.type != "future_import_statement":
            break
        if not _alone(syntax, node) and node.type != "comment":
            return _statement_end(syntax, node)
        position = _line_end(syntax, node)
        previous_row = node.end_point.row
    return position


def _code_before(syntax: Syntax, node: Node) -> bool:
    return any(n.start_byte < node.start_byte and n.type != "comment" for n in syntax.root.children)


def _statement_end(syntax: Syntax, node: Node) -> int:
    return syntax.text.find(b"\n", node.end_byte) + 1 or len(syntax.text)


def _line_start(syntax: Syntax, node: Node) -> int:
    return syntax.text.rfind(b"\n", 0, node.start_byte) + 1


def _line_end(syntax: Syntax, node: Node) -> int:
    found = syntax.text.find(b"\n", node.end_byte)
    return found + 1 if found >= 0 else len(syntax.text)


def _swallow_blank_lines(syntax: Syntax, start: int, end: int) -> int:
    """With its imports gone, a file keeps the blank lines that stood before them and not those after."""
    blank_before = start == 0 or syntax.text[:start].endswith((b"\n\n", b"\r\n\r\n"))
    while blank_before and syntax.text[end : end + 1] in (b"\n", b"\r"):
        end += 1
    return end


def remove(syntax: Syntax, statement: Node, replacement: str) -> Edit:
    """Take an SDK import that isn't among the main ones out of its block, or put `replacement` in its place."""
    if replacement:
        return Edit(Span(statement.start_byte, statement.end_byte), replacement)
    block = statement.parent
    siblings = [n for n in named_children(block)] if block is not None else []
    if block is not None and block.type == "block" and len(siblings) == 1:
        return Edit(Span(statement.start_byte, statement.end_byte), "pass")
    if _alone(syntax, statement):
        return Edit(Span(_line_start(syntax, statement), _line_end(syntax, statement)), "")
    after = syntax.text[statement.end_byte :]
    stripped = after.lstrip(b" \t")
    if stripped.startswith(b";"):
        rest = stripped[1:]
        end = len(syntax.text) - len(rest.lstrip(b" \t"))
        if rest.lstrip(b" \t")[:1] not in (b"", b"\n", b"\r", b"#"):
            return Edit(Span(statement.start_byte, end), "")
    before = syntax.text[: statement.start_byte].rstrip(b" \t")
    if before.endswith(b";"):
        return Edit(Span(len(before) - 1, statement.end_byte), "")
    return Edit(Span(statement.start_byte, statement.end_byte), "pass")
