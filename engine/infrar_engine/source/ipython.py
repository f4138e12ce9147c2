"""A cell of a notebook → the Python in it: magics, shell lines and cells of other languages become stand-ins.

A stand-in is a statement or an expression that binds what the magic may bind and whose value nobody knows; whatever stands in
strings, brackets or comments is no magic, however it looks. What a magic reads and binds is taken from its words, too many
rather than too few.
"""

from __future__ import annotations

import builtins
import keyword
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, chain, pairwise

from infrar_engine.source.magic_names import ANYTHING, AUTOMATIC, FOREIGN, FORGETTING, HARMLESS, PASSING
from infrar_engine.source.pasted import taken_off

STAND_IN = "\0"  # one letter, chosen when the whole notebook is known

_MAY_HOLD = re.compile(r"^[ \t]*[%!?,;/]|=[ \t]*[!%]|\?", re.MULTILINE)
_CELL = re.compile(r"(?:[ \t]*\r?\n)*%%(?P<name>[\w.!]*)(?P<line>[^\n]*)")
_ESCAPED = re.compile(r"[ \t]*(?=[%!?,;/])")
_TOKEN = re.compile(r"\"\"\"|'''|\"|'|#[^\n]*|\\\r?\n|[(\[{]|[)\]}]|\n|\?|(?:\*\*|//|<<|>>|[-+*/%@&|^<>=!:])?=")
_VALUE = re.compile(r"[ \t]*(?=!|%[ \t]*[^\W\d])")
_CONTINUED = re.compile(r"(?:[^\n\\]|\\\r?\n|\\)*")
_NAME = re.compile(r"(?<![\w.])[^\W\d]\w*")
_INTERPOLATED = re.compile(r"\{[^{}]*\}|\$[^\W\d]\w*")
_IMPORTED = re.compile(r"(?:^|[;\"'])[ \t]*(?:import|from)[ \t]+infrar\b", re.MULTILINE)
_INSTALLED = re.compile(r"\binstall\b.*(?<![\w./-])infrar(?![\w./-])")
_BINDS = re.compile(r"\w\s*=(?!=)")
_MAGIC = re.compile(r"%{1,2}\s*([\w.]+)")
_ALONE = re.compile(
    r"(?:[ \t]*\r?\n)*(?P<line>(?P<name>[a-z]\w*)(?:(?=\r?$)|[ \t]+(?![=, \t])[^\n]*))\n?", re.MULTILINE
)
_RESTORES = re.compile(r"(?<!\S)-[a-z]*[rz]")
_BUILTINS = frozenset(dir(builtins))


@dataclass(frozen=True, slots=True)
class Magic:
    """What isn't Python: its text, and which of the program's names it may read.

    `anything` says that it may bind or unbind any name, `forgets` that it only unbinds.
    """

    text: str
    reads: frozenset[str]
    anything: bool = False
    forgets: bool = False

    @property
    def installs_the_sdk(self) -> bool:
        return _INSTALLED.search(self.text) is not None


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a cell, in characters: Python as it is, or what stands in for a magic."""

    start: int
    end: int
    text: str
    magic: Magic | None = None


_Made = Callable[[str, int, int], Part]


def parts(cell: str, program: str = "") -> list[Part]:
    """The cell from its first to its last character. `program` is all of the notebook's code: a magic's name may be bound in it."""
    off = taken_off(cell)
    if not off:
        return [part for part in _cell(cell, 0, program) if part.start < part.end or part.text]
    kept = [(a, b) for a, b in pairwise([0, *chain.from_iterable(off), len(cell)])][::2]
    text = "".join(cell[a:b] for a, b in kept)
    found = (part for part in _cell(text, 0, program) if part.start < part.end)
    return list(_in_place(found, kept, len(cell)))


def _in_place(found: Iterable[Part], kept: Sequence[tuple[int, int]], length: int) -> Iterator[Part]:
    """Parts of what stays when the beginnings of lines are taken off → parts of the cell; what is taken off has no text."""
    begins = [0, *accumulate(b - a for a, b in kept)]
    at = 0
    for part in found:
        first, last = bisect_right(begins, part.start) - 1, bisect_left(begins, part.end) - 1
        for index in [first] if part.magic is not None else range(first, last + 1):
            until = last if part.magic is not None else index
            start = kept[index][0] + max(part.start - begins[index], 0)
            end = kept[until][0] + min(part.end, begins[until + 1]) - begins[until]
            if at < start:
                yield Part(at, start, "")
            inside = part.text[max(begins[index] - part.start, 0) : begins[index + 1] - part.start]
            yield replace(part, start=start, end=end, text=part.text if part.magic is not None else inside)
            at = end
    if at < length:
        yield Part(at, length, "")


def _cell(cell: str, start: int, program: str) -> Iterator[Part]:
    head = _CELL.match(cell, start)
    if head is None:
        alone = _ALONE.fullmatch(cell, start)
        if alone is not None and alone["name"] in AUTOMATIC and not _is_bound(alone["name"], program):
            first, end = alone.span("line")
            yield Part(start, first, cell[start:first])
            yield _line(cell, first, end, alone["name"])
            yield Part(end, len(cell), cell[end:])
        else:
            yield from _lines(cell, start)
        return
    name, line = head["name"], head["line"]
    first = head.start("name") - 2
    yield Part(start, first, cell[start:first])
    if name in PASSING and not line.rstrip().endswith("?"):
        yield _part(cell, first, head.end(), frozenset(), _names(line))
        yield from _body(cell, head.end(), program)
        return
    body = cell[head.end() :]
    if name in FOREIGN:
        yield _part(cell, first, len(cell), _imports(body), _names(line))
    else:
        names = _names(cell[head.end("name") :])
        yield _part(cell, first, len(cell), names, names if name != "timeit" else frozenset())


def _body(cell: str, start: int, program: str) -> Iterator[Part]:
    """What follows the line of a cell magic; it may begin with another."""
    if start < len(cell):
        yield Part(start, start + 1, "\n")
        yield from _cell(cell, start + 1, program)


def _lines(cell: str, start: int) -> Iterator[Part]:
    if _MAY_HOLD.search(cell, start) is None:
        yield Part(start, len(cell), cell[start:])
        return
    plain = at = start
    magic: _Made | None
    while at < len(cell):
        escaped = _ESCAPED.match(cell, at)
        if escaped is not None:
            first, end, magic = escaped.end(), _end(cell, escaped.end()), _magic
        else:
            first, end, magic = _statement(cell, at)
        if magic is not None:
            yield Part(plain, first, cell[plain:first])
            yield magic(cell, first, end)
            plain = end
        at = end + 1
    yield Part(plain, len(cell), cell[plain:])


def _end(cell: str, at: int) -> int:
    """Where a magic's line ends: a backslash at its end continues it."""
    found = _CONTINUED.match(cell, at)
    assert found is not None
    return found.end() - cell[at : found.end()].endswith("\r")


def _statement(cell: str, at: int) -> tuple[int, int, _Made | None]:
    """Where the magic in a logical line begins, where the line ends, and what the magic becomes, if there is one.

    It is the line itself (`storage.read?`) or the value of its first assignment (`x = !ls`).
    """
    start, depth, assigned = at, 0, False
    while True:
        token = _TOKEN.search(cell, at)
        if token is None:
            return start, len(cell), None
        mark, at = token.group(), token.end()
        if mark[0] in "\"'":
            at = _string_end(cell, at, mark)
        elif mark in ("(", "[", "{"):
            depth += 1
        elif mark in (")", "]", "}"):
            depth = max(depth - 1, 0)
        elif mark == "=" and not depth and not assigned:
            assigned = True
            if (value := _VALUE.match(cell, at)) is not None:
                return value.end(), _end(cell, value.end()), _value
        elif mark == "?" and cell[at : (end := _end(cell, at))].strip() in ("", "?"):
            return start + len(cell[start:end]) - len(cell[start:end].lstrip()), end, _help
        elif mark == "\n" and not depth:
            return start, token.start(), None


def _string_end(cell: str, at: int, quote: str) -> int:
    stop = re.compile(rf"\\[\s\S]|{quote}" + ("" if len(quote) == 3 else r"|\n"))
    while (found := stop.search(cell, at)) is not None:
        at = found.end()
        if found.group() == "\n":
            return found.start()
        if found.group() == quote:
            return at
    return len(cell)


def _is_bound(name: str, program: str) -> bool:
    """Whether a program seems to bind a name: as a name with a value, a function, a module."""
    bound = rf"(?:\b(?:import|as|def|class|for|global)\s+|[,(]\s*){name}\b|\b{name}\s*(?:=(?!=)|,|:|in\b)"
    return re.search(bound, program) is not None


def _magic(cell: str, first: int, end: int) -> Part:
    """What becomes of a line that is a magic."""
    return _line(cell, first, end)


def _value(cell: str, first: int, end: int) -> Part:
    """What becomes of a magic whose value is assigned."""
    return _line(cell, first, end, alone=False)


def _help(cell: str, first: int, end: int) -> Part:
    """What becomes of a question about an object."""
    return _part(cell, first, end, _names(cell[first:end]), frozenset())


def _line(cell: str, first: int, end: int, name: str = "", *, alone: bool = True) -> Part:
    """`name` is the magic's, where no percent sign says that it is one; `alone`, that nothing is made of its value."""
    text = cell[first:end]
    found = _MAGIC.match(text)
    words = text[len(name) if found is None else found.end() :]
    name = found[1] if found is not None else name
    if name in ANYTHING or (name == "store" and _RESTORES.search(words)):
        part = _part(cell, first, end, _names(words), frozenset(), anything=True)
        return replace(part, magic=replace(part.magic, forgets=name in FORGETTING)) if part.magic else part
    if text[0] == "!" or name in HARMLESS:
        inner = " ".join(_INTERPOLATED.findall(text))
        target = words.partition("<<")[0] if name == "sql" and "<<" in words else ""
        return _part(cell, first, end, _names(inner) | _imports(text), _names(target), alone=alone)
    names = _names(words)
    if not alone and _BINDS.search(text):
        return _part(cell, first, end, names, frozenset(), anything=True)
    if text.rstrip().endswith("?") or text[0] == "?" or name in ("timeit", "store"):
        return _part(cell, first, end, names, frozenset(), alone=alone)
    return _part(cell, first, end, names, names, alone=alone)


def _part(
    cell: str,
    first: int,
    end: int,
    reads: frozenset[str],
    binds: frozenset[str],
    *,
    anything: bool = False,
    alone: bool = True,
) -> Part:
    text = cell[first:end]
    bound = sorted(n for n in binds if n not in _BUILTINS or re.search(rf"\b{n}\s*=(?!=)", text)) if alone else []
    lines = text.count("\n")  # the lines below keep their numbers
    value = "(" + STAND_IN + "\n" * lines + ")" if lines else STAND_IN
    return Part(first, end, " = ".join([*bound, value]), Magic(text, reads, anything))


def _imports(text: str) -> frozenset[str]:
    """The SDK, where a program in another process imports it."""
    return frozenset({"infrar"} if _IMPORTED.search(text) else ())


def words(text: str) -> list[str]:
    return _NAME.findall(text)


def _names(text: str) -> frozenset[str]:
    """The words that may be names of the program's."""
    return frozenset(name for name in _NAME.findall(text.replace("$", " ")) if not keyword.iskeyword(name))
