"""The path in a frame of a deployed program → the file of the build that it is, if there is one and only one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from infrar_engine.trace.record import Record

_INSTALLED = re.compile(
    r"(?:^|/)(?:(?:site|dist)-packages|lib\d*/python\d[\d.]*t?|python\d[\d.]*/lib|python\d+\.zip)(?:/|$)"
)


class Paths:
    """A record's files by the last part of their paths."""

    def __init__(self, record: Record) -> None:
        self._files: dict[str, list[str]] = {}
        self._outputs = record.outputs
        for path in record.outputs:
            self._files.setdefault(path.rsplit("/", 1)[-1], []).append(path)

    def find(self, path: str) -> tuple[str, bool] | None:
        """The project's path of the file with the longest common end, and whether that is enough to go by.

        A file whose whole path is the end of `path` is taken before those of which only a part is, and what is installed
        (`site-packages`, the standard library) is never the application's own. That only the file's name is the same is
        not enough: what the frame shows of the file has to agree.
        """
        parts = [part for part in re.split(r"[\\/]+", path) if part not in ("", ".")]
        if not parts:
            return None
        ranked = sorted((self._rank(parts, each), each) for each in self._files.get(parts[-1], ()))
        if not ranked or (len(ranked) > 1 and ranked[-1][0] == ranked[-2][0]):
            return None
        (whole, length), best = ranked[-1]
        if _INSTALLED.search("/".join(parts[: len(parts) - length]).lower()):
            return None
        return best, whole or length > 1 or len(parts) == 1

    def _rank(self, parts: Sequence[str], path: str) -> tuple[bool, int]:
        """Whether all of a file's path is the end of `parts`, and how much of it."""
        ranks = []
        for each in (path, self._outputs[path]):
            own = each.split("/")
            length = 0
            while length < min(len(own), len(parts)) and own[-1 - length] == parts[-1 - length]:
                length += 1
            ranks.append((length == len(own), length))
        return max(ranks)
