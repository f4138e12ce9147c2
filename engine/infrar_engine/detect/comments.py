"""`# infrar: …` comments: the only ones that the engine reads. The same text inside a string is only a string."""

from __future__ import annotations

import re

from infrar_engine.model import SourceLocation
from infrar_engine.source.syntax import Syntax

_DIRECTIVE = re.compile(r"#\s*infrar:\s*(skip-file|ignore\[([A-Z0-9,\s]+)\])")


def directives(syntax: Syntax) -> tuple[bool, tuple[tuple[SourceLocation, str], ...]]:
    """Whether the file is to be left as it is, and which codes are silenced in which place."""
    skip = False
    ignored: list[tuple[SourceLocation, str]] = []
    seen: set[int] = set()
    for start, end in syntax.words("infrar"):
        node = syntax.root.descendant_for_byte_range(start, end)
        if node is None or node.type != "comment" or node.start_byte in seen:
            continue
        seen.add(node.start_byte)
        for match in _DIRECTIVE.finditer(syntax.source(node)):
            if match.group(1) == "skip-file":
                skip = True
            else:
                place = syntax.location_of(node)
                ignored += [(place, code.strip()) for code in match.group(2).split(",") if code.strip()]
    return skip, tuple(ignored)
