"""Where text goes: whether somebody looks at it, whether it may be coloured, how wide it is, what it can show."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

_PIPE_WIDTH = 120
_COLOURS = {
    "error": "1;31", "warning": "1;33", "note": "1;36", "bold": "1", "frame": "34", "help": "36",
    "added": "32", "removed": "31", "place": "36",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Terminal:
    """`width` is in columns; `live` is True when a person sees it as it is written."""

    colour: bool = False
    live: bool = False
    width: int = _PIPE_WIDTH
    encoding: str = "utf-8"

    def paint(self, text: str, style: str) -> str:
        return f"\x1b[{_COLOURS[style]}m{text}\x1b[0m" if self.colour and text else text


def terminal_of(stream: TextIO | None, environment: Mapping[str, str] = os.environ) -> Terminal:
    """What a stream can do. `NO_COLOR` and `FORCE_COLOR` decide about colours where they are set and not empty."""
    live = stream is not None and stream.isatty()
    encoding = (stream.encoding if stream is not None else None) or "utf-8"
    colour = live and environment.get("TERM") != "dumb"
    if environment.get("FORCE_COLOR"):
        colour = True
    if environment.get("NO_COLOR"):
        colour = False
    width = max(40, shutil.get_terminal_size((_PIPE_WIDTH, 24)).columns) if live else _PIPE_WIDTH
    return Terminal(colour, live, width, encoding)
