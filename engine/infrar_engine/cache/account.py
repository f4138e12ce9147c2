"""What a run looked at, so that a later one knows whether a changed file would have changed its result.

A run reads some files for what they say; of all others it only learned that certain words don't stand in them. A changed
file that wasn't read, and still doesn't hold those words, changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from infrar_engine.detect.imported_words import imported_words
from infrar_engine.source.project import SCRIPT, Project

SDK = b"infrar"


@dataclass(frozen=True, slots=True)
class Account:
    """`files` are all of the project with their hashes, `read` those that were read; `scripts` hold the word of scripts.

    `names` were searched for in whole files, `imported` in import statements.
    """

    files: Mapping[str, str]
    read: tuple[str, ...]
    scripts: tuple[str, ...]
    names: tuple[bytes, ...]
    imported: tuple[bytes, ...]

    def still_holds(self, project: Project) -> bool:
        """Whether a run over the project as it is now would find what the run of this account found."""
        if project.files.keys() != self.files.keys():
            return False
        read, scripts = frozenset(self.read), frozenset(self.scripts)
        for path, file in project.files.items():
            if file.digest == self.files[path]:
                continue
            if path in read or file.is_notebook or (SCRIPT in file.raw) != (path in scripts) or self._matters(file.raw):
                return False
        return True

    def _matters(self, data: bytes) -> bool:
        if SDK in data or any(name in data for name in self.names):
            return True
        words = imported_words(data)
        return any(word in words for word in self.imported)


def account_of(project: Project) -> Account:
    """What was looked at so far."""
    return Account(
        {path: file.digest for path, file in project.files.items()},
        tuple(sorted(path for path, file in project.files.items() if file.consulted)),
        tuple(sorted(path for path, file in project.files.items() if SCRIPT in file.raw)),
        tuple(sorted(project.searches.names)),
        tuple(sorted(project.searches.imported)),
    )
