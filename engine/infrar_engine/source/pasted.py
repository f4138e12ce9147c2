"""A cell as it was pasted → what IPython takes off before anything else: a margin that all lines share, and prompts."""

from __future__ import annotations

import re
from itertools import takewhile

_MARGIN = re.compile(r"^([ \t]*)[^ \t\n]", re.MULTILINE)
_FIRST = re.compile(r"(?:[ \t]*\r?\n)*(?:[ \t]|>>>(?: |\r?$)|In \[)", re.MULTILINE)
_PROMPTS = (
    (re.compile(r">>>(?: |\r?$)", re.MULTILINE), re.compile(r"(?:>>>|\.\.\.)(?: |(?=\r?$))", re.MULTILINE)),
    (re.compile(r"In \[\d+\]: "), re.compile(r"In \[\d+\]: |[ \t]*\.{3,}: ?")),
)


def taken_off(cell: str) -> list[tuple[int, int]]:
    """What is taken off the beginning of lines, in characters; nothing where a text of several lines makes prompts doubtful."""
    if _FIRST.match(cell) is None:
        return []
    starts = [found.start() for found in _MARGIN.finditer(cell)]
    margins = [found[1] for found in _MARGIN.finditer(cell)] or [""]
    margin = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(min(margins), max(margins), strict=False)))
    prompt = None
    if '"""' not in cell and "'''" not in cell:
        prompt = next((rest for first, rest in _PROMPTS if starts and first.match(cell, starts[0] + margin)), None)
    out = []
    for start in starts:
        found = prompt.match(cell, start + margin) if prompt is not None else None
        out.append((start, found.end() if found is not None else start + margin))
    return [(start, end) for start, end in out if start < end]
