"""Artifacts and a record → an output folder that is the new build, whole, or still the old one."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from infrar_engine.artifacts.errors import STAGING, OutputError, writing
from infrar_engine.artifacts.folder import FOLDER, RECORD_NAME, Standing, digest, fingerprint, in_the_way, survey
from infrar_engine.artifacts.journal import Change, recover, replace_files
from infrar_engine.artifacts.lock import locked, nearest_folder
from infrar_engine.artifacts.staging import checked, stage
from infrar_engine.model import Artifact

_NAMED = 8  # so many files are named in a refusal, the others counted


@dataclass(frozen=True, slots=True)
class Written:
    """What a build did to its folder: paths in it, sorted."""

    output: Path
    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]


def check_output(output: Path, *, force: bool = False, source: Path | None = None) -> Standing | None:
    """Raise the `OutputError` that `write_build` would, before the work is done; `source` is the project's folder.

    What was seen of the folder, if it is there, spares `write_build` to read everything again.
    """
    place = _real(output)
    if source is not None and place == _real(source):
        raise OutputError(f"{output} is the source itself", "write to another folder")
    _refuse_file(output, place)
    if place.is_dir():
        with writing(output), locked(place):
            recover(place)
            standing = survey(place)
            _refuse(output, standing, force=force)
            return standing
    return None


def check_source(output: Path, artifacts: Sequence[Artifact], source: Path) -> None:
    """Raise an `OutputError` if an artifact's place is in the project `source`: no build writes over its input, forced or not."""
    place, root = _real(output), _real(source)
    for artifact in artifacts:
        target = place / artifact.path
        if artifact.source is not None and target == root / artifact.source:
            raise OutputError(f"{output / artifact.path} is the source itself", "write to another folder")
        if root.is_relative_to(place) and target.is_relative_to(root):
            raise OutputError(f"{output / artifact.path} would be written into the source", "write to another folder")


def write_new(output: Path, artifacts: Sequence[Artifact]) -> None:
    """Make a folder of these files, whole or not at all; one that is there must be empty. No record is left in it."""
    place = _real(output)
    _refuse_file(output, place)
    with writing(output), locked(place):
        if not place.is_dir():
            _create(place, artifacts)
        elif any(place.iterdir()):
            raise OutputError(f"{output} is there already, and not empty", "name another folder")
        else:
            replace_files(place, artifacts, [Change(each.path, None, digest(each.content)) for each in artifacts])


def write_build(
    output: Path,
    artifacts: Sequence[Artifact],
    record: Mapping[str, object],
    *,
    force: bool = False,
    source: Path | None = None,
    earlier: Standing | None = None,
) -> Written:
    """Make `output` hold these artifacts and the record, and of earlier builds nothing else.

    With `force`, files that somebody edited or put in the way are written over; everything else in the folder stays.
    """
    for artifact in artifacts:
        checked(artifact.path)
    hashes = {artifact.path: digest(artifact.content) for artifact in sorted(artifacts, key=lambda each: each.path)}
    recorded = _record_artifact(hashes, record)
    files = (recorded, *sorted(artifacts, key=lambda artifact: artifact.path))
    place = _real(output)
    if source is not None:
        check_source(output, artifacts, source)
    _refuse_file(output, place)
    with writing(output), locked(place):
        if not place.is_dir():
            _create(place, files)
            return Written(output, tuple(sorted(file.path for file in files)), (), ())
        recover(place)
        standing = survey(place, earlier)
        _refuse(output, standing, force=force)
        hashes[recorded.path] = digest(recorded.content)
        return _update(output, place, files, hashes, standing)


def _record_artifact(hashes: Mapping[str, str], record: Mapping[str, object]) -> Artifact:
    if RECORD_NAME in hashes:
        raise OutputError(
            f"the project has a file {RECORD_NAME}", "rename it: builds keep their record under this name"
        )
    text = json.dumps({**record, "files": hashes}, indent=2, ensure_ascii=False) + "\n"
    return Artifact(RECORD_NAME, text.encode("utf-8", "backslashreplace"))  # which is how JSON spells surrogates, too


def _create(place: Path, files: Sequence[Artifact]) -> None:
    """Write beside the first folder that isn't there, and rename: one step, for the missing folders above as well."""
    above = nearest_folder(place)
    missing = place.relative_to(above).parts
    staging = above / f".{missing[0]}.{STAGING}"
    done = False
    try:
        if staging.is_dir():
            shutil.rmtree(staging)  # of a build that was killed: nobody else writes while we hold the lock
        stage(staging.joinpath(*missing[1:]), files)
        staging.rename(above / missing[0])
        done = True
    finally:
        if not done:
            shutil.rmtree(staging, ignore_errors=True)


def _update(
    output: Path, place: Path, files: Sequence[Artifact], hashes: Mapping[str, str], standing: Standing
) -> Written:
    unchanged = {file.path for file in files if _is_there(place, file, hashes[file.path], standing)}
    wanted = {file.path: file for file in files if file.path not in unchanged}
    removed = [path for path in standing.listed if path not in hashes and fingerprint(place, path)]
    gone = dict.fromkeys((*in_the_way(place, sorted(wanted)), *removed))
    changes = [Change(path, fingerprint(place, path), None) for path in gone]
    changes += [Change(path, fingerprint(place, path), hashes[path]) for path in wanted]
    if changes:
        _refuse_folders(output, changes)
        replace_files(place, tuple(wanted.values()), changes)
    return Written(output, tuple(sorted(wanted)), tuple(sorted(unchanged)), tuple(sorted(removed)))


def _is_there(place: Path, file: Artifact, content: str, standing: Standing) -> bool:
    seen = standing.found.get(file.path)
    there = seen.mark if seen is not None else fingerprint(place, file.path)
    if there is None:
        return False
    same = standing.listed.get(file.path) == content and file.path not in standing.edited
    if not (same or there == content):
        return False
    return (place / file.path).stat().st_mode & 0o777 == file.mode & 0o777


def _refuse(output: Path, standing: Standing, *, force: bool) -> None:
    if force:
        return
    if standing.edited:
        raise OutputError(
            f"{_names(output, standing.edited)} changed since the build that wrote {_them(standing.edited)}",
            "take the change over into the source; --force replaces what was built",
        )
    if standing.foreign:
        whose = "the last build" if standing.ours else "a build"
        raise OutputError(
            f"{output} holds what {whose} did not write: {_names(None, standing.foreign)}",
            "choose another folder; --force builds here all the same and keeps what is not in its way",
        )


def _refuse_folders(output: Path, changes: Sequence[Change]) -> None:
    for change in changes:
        if change.before == FOLDER:
            raise OutputError(f"{output / change.path} is a folder where the build writes a file", "move it away")


def _refuse_file(output: Path, place: Path) -> None:
    for each in (place, *place.parents):
        if each.is_dir():
            return
        if os.path.lexists(each):
            named = output if each == place else each
            raise OutputError(f"{named} is not a folder", "name a folder that is there, or one to be made")


def _real(folder: Path) -> Path:
    try:
        return Path(os.path.realpath(folder))
    except OSError as error:
        raise OutputError(f"{folder} can't be followed: {error.strerror}") from error


def _names(output: Path | None, paths: Sequence[str]) -> str:
    shown = [str(output / path) if output else path for path in paths[:_NAMED]]
    rest = len(paths) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest else "")


def _them(paths: Sequence[str]) -> str:
    return "it" if len(paths) == 1 else "them"
