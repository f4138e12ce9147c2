"""Many renames that count as one: replace files in a folder so that a kill in between leaves the old ones.

In: a folder, the artifacts to put there and the changes they make. Out: all changes made, or none. New files are
written to `.infrar-build/new/` and old ones kept in `.infrar-build/old/`; the journal is written before the first
rename, and removing it is the moment from which the new build stands. `recover` undoes what a killed process began.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from infrar_engine.artifacts.errors import OutputError
from infrar_engine.artifacts.folder import STAGING_NAME, fingerprint
from infrar_engine.artifacts.staging import stage
from infrar_engine.model import Artifact

_JOURNAL = "journal.json"


@dataclass(frozen=True, slots=True)
class Change:
    """A path's fingerprint now and afterwards; None is "no file"."""

    path: str
    before: str | None
    after: str | None


def replace_files(output: Path, artifacts: Sequence[Artifact], changes: Sequence[Change]) -> None:
    """Make the changes in this order; `artifacts` has the new files. Whatever stops it, everything is as it was."""
    staging = output / STAGING_NAME
    done = False
    try:
        staging.mkdir()
        stage(staging / "new", artifacts)
        for change in changes:
            if change.before is not None:
                _keep(output / change.path, staging / "old" / change.path)
        _write_journal(staging, changes, _folders_to_make(output, changes))
        for change in changes:
            _make(change, output / change.path, staging / "new" / change.path)
        _remove_empty(output, _folders_of(change for change in changes if change.after is None))
        (staging / _JOURNAL).unlink()
        done = True
    finally:
        if not done:
            recover(output)
    shutil.rmtree(staging)


def recover(output: Path) -> None:
    """Put back what a build that was killed had begun to replace, and clear what it left.

    A file that was changed since the kill is somebody's work and stays.
    """
    staging = output / STAGING_NAME
    if staging.is_symlink() or not staging.is_dir():
        return
    journal = staging / _JOURNAL
    if journal.is_file():
        changes, folders = _read_journal(journal)
        for change in changes:
            if change.before is None and fingerprint(output, change.path) == change.after:
                (output / change.path).unlink(missing_ok=True)
        _remove_empty(output, folders)
        for change in changes:
            if change.before is not None:
                _put_back(change, output, staging / "old" / change.path)
        journal.unlink()
    shutil.rmtree(staging)


def _make(change: Change, target: Path, new: Path) -> None:
    if change.after is None:
        target.unlink(missing_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        new.replace(target)


def _keep(target: Path, kept: Path) -> None:
    """A second name for the file, or a copy where the file system has no second names."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(target, kept, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(target, kept, follow_symlinks=False)


def _put_back(change: Change, output: Path, kept: Path) -> None:
    target = output / change.path
    if fingerprint(output, change.path) in (None, change.after) and os.path.lexists(kept):
        target.parent.mkdir(parents=True, exist_ok=True)
        kept.replace(target)


def _write_journal(staging: Path, changes: Sequence[Change], folders: Sequence[str]) -> None:
    content = {"changes": [[change.path, change.before, change.after] for change in changes], "folders": folders}
    beside = staging / f"{_JOURNAL}.new"
    beside.write_text(json.dumps(content), "utf-8")
    beside.replace(staging / _JOURNAL)


def _read_journal(journal: Path) -> tuple[list[Change], list[str]]:
    try:
        content = json.loads(journal.read_bytes())
        return [Change(*change) for change in content["changes"]], content["folders"]
    except (ValueError, TypeError, KeyError) as error:
        hint = f"it is what an interrupted build left: look what {journal.parent} holds of yours, then remove it"
        raise OutputError(f"{journal} can't be read", hint) from error


def _folders_to_make(output: Path, changes: Sequence[Change]) -> list[str]:
    """The folders that the changes will make: those missing, and those where a file or a link goes away first."""
    gone = {change.path for change in changes if change.after is None}
    folders = _folders_of(change for change in changes if change.after is not None)
    return sorted(folder for folder in folders if folder in gone or not (output / folder).is_dir())


def _folders_of(changes: Iterable[Change]) -> set[str]:
    return {parent.as_posix() for change in changes for parent in PurePosixPath(change.path).parents} - {"."}


def _remove_empty(output: Path, folders: Iterable[str]) -> None:
    """Remove those of the folders that are empty, inner ones first; the others stay as they are."""
    for folder in sorted(folders, key=len, reverse=True):
        try:
            (output / folder).rmdir()
        except OSError:
            continue
