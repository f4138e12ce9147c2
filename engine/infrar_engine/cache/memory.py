"""A run's outcome, kept for the next run and recalled when that would come to the same."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from infrar_engine import model
from infrar_engine.cache import fingerprints
from infrar_engine.cache.account import Account, account_of
from infrar_engine.cache.codec import Codec
from infrar_engine.cache.entries import FOLDER, Entries
from infrar_engine.model import Artifact, Diagnostic, Match, OperationUse, ResourcePlan
from infrar_engine.source.project import Project

_FORMAT = 1
_MALFORMED = (ValueError, TypeError, LookupError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that a run finds out and that its files, beside those that are only copied, don't say.

    `files` are the rewritten ones (None without code); `needed` are requirements of native code; `needs_sdk` says that the SDK
    stays one. `record` is that of the build, without its inputs.
    """

    diagnostics: tuple[Diagnostic, ...]
    uses: tuple[OperationUse, ...]
    matches: tuple[Match, ...]
    plan: ResourcePlan | None
    rendered: tuple[Artifact, ...]
    files: Mapping[str, bytes] | None
    needed: tuple[str, ...] = ()
    needs_sdk: bool = False
    record: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Entry:
    """`places` are the plugins that took part, with fingerprints."""

    account: Account
    places: Mapping[str, str]
    outcome: Outcome


_NAMED = (getattr(model, name) for name in model.__all__)
_CODEC = Codec([*(each for each in _NAMED if isinstance(each, type)), Account, Outcome, _Entry])


class Memory:
    """The memory of one request: `asked` says everything that was asked for, as values that JSON has."""

    def __init__(self, project: Path, asked: Sequence[object], plugins: Sequence[Path]) -> None:
        key = [_FORMAT, fingerprints.engine(), *asked, *(fingerprints.content(place) for place in plugins)]
        self._key = sha256(json.dumps(key).encode()).hexdigest()[:40]
        self._entries = Entries(project)

    @staticmethod
    def is_at(project: Path) -> bool:
        return (project / FOLDER).is_dir()

    def recall(self, project: Project) -> Outcome | None:
        text = self._entries.get(self._key)
        if text is None:
            return None
        try:
            entry = _CODEC.decoded(text)
            if not isinstance(entry, _Entry) or not isinstance(entry.outcome, Outcome):
                return None
            if not entry.account.still_holds(project):
                return None
            same = all(_is_as_it_was(Path(place), mark) for place, mark in entry.places.items())
        except (*_MALFORMED, OSError):
            return None
        return entry.outcome if same else None

    def keep(self, project: Project, outcome: Outcome) -> None:
        places = {str(place): fingerprints.content(place) for place in fingerprints.plugin_places()}
        self._entries.put(self._key, _CODEC.encoded(_Entry(account_of(project), places, outcome)))


def _is_as_it_was(place: Path, mark: str) -> bool:
    return fingerprints.is_plugin_place(place) and fingerprints.content(place) == mark
