"""Import statements: the SDK's go, native ones come, and every byte that belongs to others stays.

New imports join the file's own groups (standard library, third party, the project's) in their order, and names of a module that
is imported from already join that statement; the generated definitions follow the imports. Where a file has no imports, both go
after docstring, `__future__`, shebang, coding line and licence comment.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate

from tree_sitter import Node

from infrar_engine.model import Edit, Span
from infrar_engine.plugins.rules import Import
from infrar_engine.rewrite.header import Header, header, is_docstring
from infrar_engine.rewrite.removal import has_own_lines
from infrar_engine.source.syntax import Syntax, replaced, span

_STATEMENTS = frozenset({"import_statement", "import_from_statement"})
_PASSED = frozenset({"future_import_statement", "if_statement", "try_statement"})
_ORDER = ("stdlib", "third", "project", "local")


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """What is left of an import statement: `text`, or nothing."""

    node: Node
    text: str


@dataclass(frozen=True)
class Placement:
    """A file as far as its imports go. `changes` are the statements that lose names, by start byte; `run` are the consecutive
    imports that new ones join, none when they have to come before the file's first; `elsewhere` are edits further down.
    """

    syntax: Syntax
    changes: Mapping[int, Change]
    run: tuple[Node, ...]
    elsewhere: Sequence[Edit]
    is_own: Callable[[str], bool]
    width: int
    unit: str
    start: int = 0  # the first byte of what they may be in: a cell of a notebook


@dataclass
class _Line:
    """One import statement on lines of its own: what stands before it (blank lines, comments), and its text with line end."""

    before: str
    text: str
    group: str
    ours: bool = False  # it goes

    @property
    def key(self) -> tuple[int, str]:
        words = self.text.split()
        return (0 if words and words[0] == "import" else 1, words[1].lower() if len(words) > 1 else "")


def place(placement: Placement, imports: Sequence[Import], local: Sequence[str], definitions: str) -> list[Edit]:
    """The edit for the main run of imports, if there is anything to change.

    `local` are import lines of the project's own generated module; `definitions` is the text that follows the imports.
    """
    syntax = placement.syntax
    run = placement.run
    lines = [_line(placement, node) for node in run]
    for index in range(1, len(run)):
        between = syntax.text[syntax.line_end(run[index - 1].end_byte - 1) : syntax.line_start(run[index].start_byte)]
        lines[index].before = between.decode()
    lines, comments = _staying(lines)
    stayed = len(lines)
    for text in import_lines(_merged(placement, lines, imports), placement.width, placement.unit):
        _insert(lines, _Line("", f"{text}\n", _group(placement, _module_of(text))))
    for text in local:
        _insert(lines, _Line("", f"{text}\n", "local" if _module_of(text).startswith(".") else "project"))
    if comments and lines and len(lines) > stayed and lines[-1].before == "\n":
        lines[-1].before, comments = comments, ""
    text = _text(lines) + comments
    if run:
        where = Header(syntax.line_start(run[0].start_byte), syntax.line_end(run[-1].end_byte - 1))
    else:
        where = header(syntax, placement.start)
    if not run and not text and not definitions:
        return []
    text = _surrounded(placement, where, text, definitions)
    if text == syntax.text[where.start : where.end].decode():
        return []
    end = where.end if text or not run else _swallow_blank_lines(syntax, where.start, where.end)
    if _mixes_line_endings(syntax.text, where.start, end):
        return _by_line(syntax.text, Span(where.start, end), text, definitions)
    return [Edit(Span(where.start, end), text)]


def _mixes_line_endings(text: bytes, start: int, end: int) -> bool:
    """Whether some lines end otherwise than the file's first, which all that is written goes by."""
    first = text[: text.find(b"\n") + 1].endswith(b"\r\n")
    return any(line.endswith(b"\r\n") is not first for line in text[start:end].splitlines(keepends=True))


def _by_line(source: bytes, where: Span, text: str, definitions: str) -> list[Edit]:
    """The replacement of some lines as edits of those that differ, so that others keep their line endings."""
    head = text[: text.rindex(definitions)] if definitions else text
    before = source[where.start : where.end].splitlines(keepends=True)
    after = head.encode().splitlines(keepends=True)
    offsets = list(accumulate(map(len, before), initial=where.start))
    edits = [
        Edit(Span(offsets[i], offsets[j]), b"".join(after[first:last]).decode())
        for kind, i, j, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        if kind != "equal"
    ]
    if not definitions:
        return edits
    last_start, lead = where.end, ""
    if edits and edits[-1].span.end == where.end:
        last_start, lead = edits[-1].span.start, edits.pop().text
    return [*edits, Edit(Span(last_start, where.end), lead + text[len(head) :])]


# Statements


def import_lines(imports: Sequence[Import], width: int = 100, unit: str = "    ") -> list[str]:
    """Import statements: names of one module share one."""
    plain = [str(each) for each in imports if not each.name]
    groups: dict[str, list[str]] = {}
    for each in imports:
        if each.name:
            groups.setdefault(each.module, []).append(_spelled(each))
    return plain + [_from(module, sorted(names, key=_name_order), width, unit) for module, names in groups.items()]


def _spelled(each: Import) -> str:
    return each.name + (f" as {each.alias}" if each.alias else "")


def _from(module: str, names: Sequence[str], width: int, unit: str) -> str:
    line = f"from {module} import {', '.join(names)}"
    return line if len(line) <= width else f"from {module} import (\n" + "".join(f"{unit}{n},\n" for n in names) + ")"


def _name_order(name: str) -> tuple[int, str]:
    """Constants, classes, functions: as import sorters have them."""
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return kind, name


def _merged(placement: Placement, lines: list[_Line], imports: Sequence[Import]) -> list[Import]:
    """The imports still to be added, once names have joined statements that import from their module already."""
    left: list[Import] = []
    for each in imports:
        line = next((x for x in lines if _imports_from(x.text, each.module)), None) if each.name else None
        if line is None:
            left.append(each)
            continue
        names = line.text.strip().partition(" import ")[2].split(", ")
        in_order = names == sorted(names, key=_name_order)
        names = sorted([*names, _spelled(each)], key=_name_order) if in_order else [*names, _spelled(each)]
        line.text = _from(each.module, names, placement.width, placement.unit) + "\n"
    return left


def _imports_from(text: str, module: str) -> bool:
    """Whether it is a plain `from module import a, b`, all on one line."""
    head, _, names = text.strip().partition(" import ")
    return head.split() == ["from", module] and not any(c in names for c in "(#;\\*\n") and bool(names)


def main_run(syntax: Syntax, changed: Collection[int], first_use: int, home: Span) -> tuple[Node, ...]:
    """The run of consecutive top-level imports that new ones join: the one with the SDK's first, else the file's first.

    `changed` has the first bytes of the SDK's imports; what is generated must be there before `first_use`, and
    in `home`.
    """
    runs: list[list[Node]] = []
    current: list[Node] = []
    last = max(changed, default=-1)
    for node in syntax.root.children:
        if node.type == "comment":
            continue
        if node.type in _STATEMENTS and has_own_lines(syntax, node):
            current.append(node)
            continue
        if current:
            runs.append(current)
            current = []
        if node.start_byte > first_use or (
            node.type not in _PASSED and not is_docstring(node) and node.start_byte > last
        ):
            break
    if current:
        runs.append(current)
    runs = [run for run in runs if run[-1].end_byte <= first_use and home.contains(span(run[0]))]
    return tuple(next((run for run in runs if any(n.start_byte in changed for n in run)), runs[0] if runs else ()))


def _line(placement: Placement, node: Node) -> _Line:
    syntax = placement.syntax
    end = syntax.line_end(node.end_byte - 1)
    text = syntax.text[syntax.line_start(node.start_byte) : end].decode()
    change = placement.changes.get(node.start_byte)
    if change is not None:
        text = change.text + syntax.text[node.end_byte : end].decode()
    if not text.endswith("\n"):
        text += "\n"
    module = _module(syntax, node)
    return _Line("", text, _group(placement, module), ours=change is not None and not change.text)


def _module(syntax: Syntax, node: Node) -> str:
    if node.type == "import_from_statement":
        source = node.child_by_field_name("module_name")
        return "".join(syntax.source(source).split()) if source is not None else ""
    first = node.children_by_field_name("name")[0]
    inner = first.child_by_field_name("name") if first.type == "aliased_import" else first
    return syntax.source(inner) if inner is not None else ""


def _module_of(text: str) -> str:
    return text.split()[1]


def _group(placement: Placement, module: str) -> str:
    if module.startswith("."):
        return "local"
    if module.partition(".")[0] in sys.stdlib_module_names:
        return "stdlib"
    return "project" if placement.is_own(module) else "third"


# Where they go


def _insert(lines: list[_Line], new: _Line) -> None:
    """Put an import where a careful person would: in its group, in order."""
    same = [i for i, line in enumerate(lines) if line.group == new.group]
    if not same:
        later = next((i for i, line in enumerate(lines) if _ORDER.index(line.group) > _ORDER.index(new.group)), None)
        if later is None:
            new.before = "\n" if lines else ""
            lines.append(new)
        else:
            new.before, lines[later].before = lines[later].before, "\n"
            lines.insert(later, new)
        return
    block = _block(lines, same[-1], new.group)
    for index in block:
        if lines[index].key > new.key and "#" not in lines[index].before:
            new.before, lines[index].before = lines[index].before, ""
            lines.insert(index, new)
            return
    lines.insert(block[-1] + 1, new)


def _block(lines: list[_Line], last: int, group: str) -> list[int]:
    """The lines of `group` around `last` that no blank line separates."""
    first = last
    while first > 0 and lines[first - 1].group == group and "\n" not in lines[first].before:
        first -= 1
    return list(range(first, last + 1))


def _text(lines: list[_Line]) -> str:
    out = ""
    for line in lines:
        out += (line.before if out or "#" in line.before else "") + line.text
    return out


def _staying(lines: list[_Line]) -> tuple[list[_Line], str]:
    """The lines that don't go, and comments that nothing follows any more; gaps around what goes become one."""
    out: list[_Line] = []
    pending = ""
    for line in lines:
        line.before, pending = _wider(pending, line.before), ""
        if line.ours:
            pending = line.before
        else:
            out.append(line)
    return out, pending if "#" in pending else ""


def _wider(first: str, second: str) -> str:
    """Two gaps become one when the statement between them goes; comments of both stay."""
    if "#" in first or "#" in second:
        return first + second
    return first if first.count("\n") >= second.count("\n") else second


# What stands around them


def _surrounded(placement: Placement, where: Header, imports: str, definitions: str) -> str:
    """Imports and definitions with the blank lines that belong before, between and after them."""
    syntax, had_run = placement.syntax, bool(placement.run)
    after = _text_after(placement, where.end)
    out = imports
    if where.splits:  # the rest of the line moves below
        return (
            "\n\n"
            + imports
            + ("\n" if imports and definitions else "")
            + definitions
            + ("\n\n" if definitions else "\n")
        )
    if not had_run and out and where.start > 0 and not syntax.text[: where.start].endswith((b"\n\n", b"\r\n\r\n")):
        out = "\n" + out
    if definitions:
        first = definitions.startswith(("def ", "async def ", "class ", "@"))
        out += ("\n\n" if first and out else "\n" if out or where.start > 0 else "") + definitions + "\n"
    if after.strip() and (definitions or (out and not had_run)):
        last_is_block = bool(definitions) and _ends_in_block(definitions)
        wanted = 2 if last_is_block or _starts_block(after) else 1
        out += "\n" * max(0, wanted - _blank_lines(after))
    return out


def _text_after(placement: Placement, end: int) -> bytes:
    """What stands below, as far as blank lines depend on it."""
    later = [e for e in placement.elsewhere if e.span.start >= end]
    shifted = [Edit(Span(e.span.start - end, e.span.end - end), e.text) for e in later]
    return replaced(placement.syntax.text[end:], shifted)[:4096] if shifted else placement.syntax.text[end : end + 4096]


def _ends_in_block(definitions: str) -> bool:
    return definitions.rstrip("\n").rsplit("\n", 1)[-1].startswith((" ", "\t"))


def _starts_block(after: bytes) -> bool:
    return after[:4096].lstrip().startswith((b"def ", b"class ", b"@", b"async def "))


def _blank_lines(after: bytes) -> int:
    count = 0
    for line in after[:4096].splitlines():
        if line.strip():
            break
        count += 1
    return count


def _swallow_blank_lines(syntax: Syntax, start: int, end: int) -> int:
    """With its imports gone, a file keeps the blank lines that stood before them and not those after."""
    blank_before = start == 0 or syntax.text[:start].endswith((b"\n\n", b"\r\n\r\n"))
    while blank_before and syntax.text[end : end + 1] in (b"\n", b"\r"):
        end += 1
    return end
