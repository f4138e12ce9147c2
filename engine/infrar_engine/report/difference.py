"""Two versions of a file → a unified difference, as `patch` and `git apply` read it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from infrar_engine.report.cells import printable
from infrar_engine.report.terminal import Terminal

_STYLES = {"+": "added", "-": "removed", "@": "place"}
_NO_NEWLINE = "\\ No newline at end of file"


def difference(path: str, before: bytes | None, after: bytes, terminal: Terminal) -> bytes:
    """The difference, in the file's own bytes; b"" when there is none. `before` is None for a file that is new.

    On a terminal it is coloured, and control characters are shown as escapes.
    """
    if before == after:
        return b""
    old = _lines(before or b"")
    shown = printable(path)
    names = ("/dev/null" if before is None else f"a/{shown}", f"b/{shown}")
    made = difflib.unified_diff(old, _lines(after), *names, lineterm="")
    return b"".join(_shown(line, terminal) for line in _with_endings(made))


def _lines(content: bytes) -> list[str]:
    """Lines end at line feeds only: nothing else ends a line for `patch`."""
    *whole, rest = content.decode("utf-8", "surrogateescape").split("\n")
    return [f"{line}\n" for line in whole] + ([rest] if rest else [])


def _with_endings(lines: Iterator[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        heading = number < 2 or line.startswith("@@")
        yield line.removesuffix("\n")
        if not heading and not line.endswith("\n"):
            yield _NO_NEWLINE


def _shown(line: str, terminal: Terminal) -> bytes:
    if not terminal.live and not terminal.colour:
        return line.encode("utf-8", "surrogateescape") + b"\n"
    safe = printable(line, terminal.encoding) if terminal.live else line
    heading = line.startswith(("--- ", "+++ "))
    style = "bold" if heading else _STYLES.get(line[:1], "")
    painted = terminal.paint(safe, style) if style else safe
    return painted.encode("utf-8", "surrogateescape") + b"\n"
