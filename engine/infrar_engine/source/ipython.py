"""A cell of a notebook → the Python in it: magics, shell lines and cells of other languages become stand-ins.

A stand-in is a statement or an expression that binds what the magic may bind and whose value nobody knows; whatever stands in
strings, brackets or comments is no magic, however it looks. What a magic reads and binds is taken from its words, too many
rather than too few.
"""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass

STAND_IN = "\0"  # one letter, chosen when the whole notebook is known

_MAY_HOLD = re.compile(r"^[ \t]*[%!?,;/]|=[ \t]*[!%]|\?", re.MULTILINE)
_CELL = re.compile(r"(?:[ \t]*\r?\n)*%%(?P<name>[\w.!]*)(?P<line>[^\n]*)")
_ESCAPED = re.compile(r"[ \t]*(?=[%!?,;/])")
_ASSIGNED = re.compile(r"[ \t]*[A-Za-z_][^=!%'\"#\n?]*=[ \t]*(?=[!%])")
_TOKEN = re.compile(r"\"\"\"|'''|\"|'|#[^\n]*|\\\r?\n|[(\[{]|[)\]}]|\n|\?")
_CONTINUED = re.compile(r"(?:[^\n\\]|\\\r?\n|\\)*")
_NAME = re.compile(r"(?<![\w.])[^\W\d]\w*")
_INTERPOLATED = re.compile(r"\{[^{}]*\}|\$[^\W\d]\w*")
_IMPORTED = re.compile(r"(?:^|[;\"'])[ \t]*(?:import|from)[ \t]+infrar\b", re.MULTILINE)
_INSTALLED = re.compile(r"\binstall\b.*(?<![\w./-])infrar(?![\w./-])")
_BINDS = re.compile(r"\w\s*=(?!=)")
_MAGIC = re.compile(r"%{1,2}\s*([\w.]+)")
_BUILTINS = frozenset(dir(builtins))

# Magics by what they do to the program's names.
_PASSING = frozenset({"time", "capture", "prun"})  # cells whose body is part of the program
_FOREIGN = frozenset(
    {"bash", "sh", "script", "cmd", "system", "sx", "!", "html", "HTML", "javascript", "js", "latex", "markdown", "svg"}
    | {
        "SVG",
        "perl",
        "ruby",
        "python",
        "python2",
        "python3",
        "pypy",
        "writefile",
        "file",
        "sql",
        "bigquery",
        "R",
        "mermaid",
    }
)
_HARMLESS = frozenset(
    {
        "matplotlib",
        "pip",
        "conda",
        "mamba",
        "micromamba",
        "uv",
        "load_ext",
        "reload_ext",
        "unload_ext",
        "autoreload",
        "config",
    }
    | {
        "cd",
        "ls",
        "ll",
        "pwd",
        "mkdir",
        "rmdir",
        "rm",
        "cp",
        "mv",
        "cat",
        "less",
        "env",
        "set_env",
        "who",
        "who_ls",
        "whos",
    }
    | {
        "history",
        "hist",
        "pdb",
        "debug",
        "xmode",
        "precision",
        "lsmagic",
        "quickref",
        "logstart",
        "logstop",
        "colors",
        "sql",
    }
)
_ANYTHING = frozenset(
    {
        "run",
        "pylab",
        "store",
        "reset",
        "reset_selective",
        "load",
        "loadpy",
        "recall",
        "rerun",
        "rep",
        "edit",
        "macro",
        "xdel",
    }
)


@dataclass(frozen=True, slots=True)
class Magic:
    """What isn't Python: its text, and which of the program's names it may read; `anything` if it may bind any name."""

    text: str
    reads: frozenset[str]
    anything: bool = False

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


def parts(cell: str) -> list[Part]:
    """The cell from its first to its last character."""
    return [part for part in _cell(cell, 0) if part.start < part.end or part.text]


def _cell(cell: str, start: int) -> Iterator[Part]:
    head = _CELL.match(cell, start)
    if head is None:
        yield from _lines(cell, start)
        return
    name, line = head["name"], head["line"]
    first = head.start("name") - 2
    yield Part(start, first, cell[start:first])
    if name in _PASSING and not line.rstrip().endswith("?"):
        yield _part(cell, first, head.end(), frozenset(), _names(line))
        yield from _body(cell, head.end())
        return
    body = cell[head.end() :]
    if name in _FOREIGN:
        yield _part(cell, first, len(cell), _imports(body), _names(line))
    else:
        names = _names(cell[head.end("name") :])
        yield _part(cell, first, len(cell), names, names if name != "timeit" else frozenset())


def _body(cell: str, start: int) -> Iterator[Part]:
    """What follows the line of a cell magic; it may begin with another."""
    if start < len(cell):
        yield Part(start, start + 1, "\n")
        yield from _cell(cell, start + 1)


def _lines(cell: str, start: int) -> Iterator[Part]:
    if _MAY_HOLD.search(cell, start) is None:
        yield Part(start, len(cell), cell[start:])
        return
    plain = at = start
    while at < len(cell):
        escaped = _ESCAPED.match(cell, at) or _ASSIGNED.match(cell, at)
        if escaped is not None:
            first, end = escaped.end(), _end(cell, escaped.end())
            assigned = escaped.end() > at and cell[at : escaped.end()].rstrip().endswith("=")
            yield Part(plain, first, cell[plain:first])
            yield _line_magic(cell, first, end, assigned)
            plain, at = end, end + 1
            continue
        end, asks = _statement(cell, at)
        if asks:
            first = at + len(cell[at:end]) - len(cell[at:end].lstrip())
            yield Part(plain, first, cell[plain:first])
            yield _part(cell, first, end, _names(cell[first:end]), frozenset())
            plain = end
        at = end + 1
    yield Part(plain, len(cell), cell[plain:])


def _end(cell: str, at: int) -> int:
    """Where a magic's line ends: a backslash at its end continues it."""
    found = _CONTINUED.match(cell, at)
    assert found is not None
    return found.end() - cell[at : found.end()].endswith("\r")


def _statement(cell: str, at: int) -> tuple[int, bool]:
    """Where the logical line ends, and whether it asks for help (`storage.read?`)."""
    depth = 0
    while True:
        token = _TOKEN.search(cell, at)
        if token is None:
            return len(cell), False
        mark, at = token.group(), token.end()
        if mark[0] in "\"'":
            at = _string_end(cell, at, mark)
        elif mark in ("(", "[", "{"):
            depth += 1
        elif mark in (")", "]", "}"):
            depth = max(depth - 1, 0)
        elif mark == "?" and cell[at : (end := _end(cell, at))].strip() in ("", "?"):
            return end, True
        elif mark == "\n" and not depth:
            return token.start(), False


def _string_end(cell: str, at: int, quote: str) -> int:
    stop = re.compile(rf"\\[\s\S]|{quote}" + ("" if len(quote) == 3 else r"|\n"))
    while (found := stop.search(cell, at)) is not None:
        at = found.end()
        if found.group() == "\n":
            return found.start()
        if found.group() == quote:
            return at
    return len(cell)


def _line_magic(cell: str, first: int, end: int, assigned: bool) -> Part:
    text = cell[first:end]
    found = _MAGIC.match(text)
    name = found[1] if found is not None and text[0] == "%" else ""
    if name in _ANYTHING:
        return _part(cell, first, end, _names(text), frozenset(), anything=True)
    if text[0] == "!" or name in _HARMLESS:
        inner = " ".join(_INTERPOLATED.findall(text))
        return _part(cell, first, end, _names(inner) | _imports(text), frozenset(), alone=not assigned)
    names = _names(text[len(name) + 1 :])
    if assigned and _BINDS.search(text):
        return _part(cell, first, end, names, frozenset(), anything=True)
    if text.rstrip().endswith("?") or text[0] == "?" or name == "timeit":
        return _part(cell, first, end, names, frozenset(), alone=not assigned)
    return _part(cell, first, end, names, names, alone=not assigned)


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
