"""Tables of cases in text files: `=== name`, what goes in, and below `---` what comes out.

Lines above the first case say what the table is about. A program of several files has `--> path` above each of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Case:
    name: str
    before: str
    after: str

    def __str__(self) -> str:
        return self.name


def cases(path: Path) -> list[Case]:
    """All cases of a table, in order."""
    found = []
    for block in path.read_text("utf-8").split("\n=== ")[1:]:
        name, _, text = block.partition("\n")
        before, _, after = f"{text}\n".partition("\n---\n")
        found.append(Case(name, _ended(before), _ended(after)))
    return found


def files_of(text: str) -> dict[str, bytes]:
    """The files of a case that has several."""
    files: dict[str, bytes] = {}
    for block in f"\n{text}".split("\n--> ")[1:]:
        path, _, content = block.partition("\n")
        files[path] = _ended(content).encode() if content.strip() else b""
    return files


def _ended(text: str) -> str:
    return text.rstrip("\n") + "\n" if text.strip() else ""
