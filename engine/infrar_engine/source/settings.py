"""The line length that a project's formatter is set to, so that generated code keeps it."""

from __future__ import annotations

import re
from pathlib import Path

_SECTION = re.compile(r"^\[(?P<name>[^\]]+)\]\s*$")
_LENGTH = re.compile(r"^line[-_]length\s*=\s*(?P<value>\d+)")
_TOOLS = frozenset({"tool.ruff", "tool.black", "tool.yapf"})


def line_length(root: Path) -> int | None:
    """From the nearest pyproject.toml at or above `root`; None when none says."""
    for folder in (root.resolve(), *root.resolve().parents):
        path = folder / "pyproject.toml"
        if path.is_file():
            return _read(path.read_text("utf-8", "replace"))
        if (folder / ".git").exists():
            return None
    return None


def _read(text: str) -> int | None:
    section = ""
    for line in text.splitlines():
        found = _SECTION.match(line)
        if found:
            section = found.group("name").strip()
        length = _LENGTH.match(line)
        if length and section in _TOOLS:
            return int(length.group("value"))
    return None
