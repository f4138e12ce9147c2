"""A file to write, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Artifact:
    """`path` is relative to the output folder, with forward slashes; `source` is the input file it comes from, if one does."""

    path: str
    content: bytes
    mode: int = 0o644
    source: str | None = None
