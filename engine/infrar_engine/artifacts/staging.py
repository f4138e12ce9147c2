"""Artifacts → files in a folder beside their place, exactly as they will stand there."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from infrar_engine.artifacts.errors import OutputError
from infrar_engine.model import Artifact


def stage(folder: Path, artifacts: Sequence[Artifact]) -> None:
    """Write all artifacts below `folder`. Nothing is written over: a file that is there already is a clash of names."""
    made: set[Path] = set()
    for artifact in artifacts:
        place = folder / checked(artifact.path)
        try:
            if place.parent not in made:
                place.parent.mkdir(parents=True, exist_ok=True)
                made.add(place.parent)
            write_new(place, artifact.content, artifact.mode)
        except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
            raise _clash(artifact.path, (other.path for other in artifacts)) from error


def write_new(place: Path, content: bytes, mode: int) -> None:
    """Make a file with exactly these bits, whatever the umask is."""
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb", buffering=0) as file:
        left = memoryview(content)
        while left:  # a full disk takes a part, and then says so
            left = left[file.write(left) :]
        os.fchmod(descriptor, mode & 0o777)


def checked(path: str) -> PurePosixPath:
    """The path, if it surely stays inside the folder it is put in: anything else is a mistake of ours."""
    parts = path.split("/")
    if not path or any(part in ("", ".", "..") for part in parts):
        raise ValueError(f"an artifact's path must stay in the output folder: {path!r}")
    return PurePosixPath(path)


def _clash(path: str, others: Iterable[str]) -> OutputError:
    same = _folded(path)
    twins = (other for other in others if other != path and _overlap(_folded(other), same))
    twin = next(twins, None)
    if twin is None:
        return OutputError(f"{path} would be written twice", "rename one of the files that have this name")
    return OutputError(
        f"{twin} and {path} can't both be written: on this file system they are one name",
        "rename one of them, or write to a file system that tells them apart",
    )


def _overlap(one: str, other: str) -> bool:
    """The same name, or one a folder of the other."""
    return one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")


def _folded(path: str) -> str:
    """How a file system that ignores case and Unicode composition sees a path."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
