r"""Text → the frames of tracebacks in it, however a log has wrapped them.

A frame is `File "PATH", line N, in NAME`, two blanks in, as Python prints it. Around it may stand a log's own prefix, the margin
of an exception group or colours; line ends and quotes may be escaped, as in a JSON string (`\n  File \"…\"`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

_COLOUR = r"(?:(?:\x1b|\\+u001b|\\+x1b)\[[0-9;]*m)*"
_FRAME = re.compile(
    rf"""(?:(?<=[ \t\xa0]{{2}})|^|(?<=\\n)|(?<=[\r"'])){_COLOUR}File[ ]
    {_COLOUR}(?P<quote>\\*")(?P<path>[^"\r\n]+?)(?P=quote){_COLOUR},?
    [ ]line[ ]{_COLOUR}(?P<line>\d+){_COLOUR}
    (?:,?[ ]in[ ]{_COLOUR}(?P<name>[^\s"'\\,\x1b]+){_COLOUR})?
    (?=[ \t]*(?:$|[\r\n"']|\\+[nr"]))""",
    re.VERBOSE,
)
_PLAIN = re.compile(r"\x1b\[[0-9;]*m")
_MARKERS = re.compile(r"( *)([~^]+(?:[~^ ]*[~^])?) *")
_BREAKS = {0: r"\r\n?|\n", 1: r"(?:\\r)?\\n"}


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame as it was printed; `path` as it is on the machine where the program ran.

    `column` is where `File` begins on its line, and `end` where the frame's text ends. `escaped` is the number of
    backslashes before its quotes.
    """

    path: str
    line: int
    name: str
    column: int
    end: int
    escaped: int


def frames(text: str) -> Iterator[Frame]:
    """The frames of one line of input."""
    if "File " not in text:
        return
    for found in _FRAME.finditer(text):
        escaped = len(found["quote"]) - 1
        path = _unescaped(found["path"]) if escaped else found["path"]
        name = _unescaped(found["name"] or "") if escaped else found["name"] or ""
        begun = max(text.rfind("\r", 0, found.start()), text.rfind("\n", 0, found.start())) + 1
        column = len(_PLAIN.sub("", text[begun : found.start()]))
        yield Frame(path, int(found["line"]), name, column, found.end(), escaped)


def following(text: str, frame: Frame) -> list[str]:
    """The lines that stand below a frame within the same line of input, each as far in as the frame's `File`."""
    pattern = _BREAKS[0] if text[frame.end : frame.end + 1] in ("\r", "\n") else _BREAKS[1]
    rest = text[frame.end : frame.end + 2000]
    if not re.match(pattern, rest):
        return []
    lines = re.split(pattern, rest)[1:3]
    if pattern == _BREAKS[1]:
        lines = [_unescaped(re.split(r'(?<!\\)"', line)[0]) for line in lines]
        return [line[2:] if line.startswith("  ") else "" for line in lines]
    return [below(line, frame) or "" for line in lines]


def below(line: str, frame: Frame) -> str | None:
    """What a line below a frame says, from the column where the frame's `File` stands; None when it doesn't belong to it."""
    plain = _PLAIN.sub("", line.rstrip("\r\n")).replace("\xa0", " ")[frame.column :]
    return plain if plain.startswith("  ") and plain.strip() else None


def code(line: str) -> str | None:
    """The source text in the first line below a frame."""
    return line.strip() if line.startswith("  ") and line[2:3] not in ("", " ", "^", "~") else None


def marked(line: str) -> tuple[int, int] | None:
    """The columns of the code (from 0, the end exclusive) that the second line below a frame marks."""
    found = _MARKERS.fullmatch(line[2:])
    return found.span(2) if line.startswith("  ") and found is not None else None


def _unescaped(text: str) -> str:
    """The text of a JSON string, as it is where it is none."""
    try:
        found = json.loads(f'"{text}"')
    except ValueError:
        return text
    return str(found)
