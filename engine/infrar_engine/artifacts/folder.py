"""What stands in an output folder: what the last build wrote, what somebody changed, and what is somebody else's.

In: a folder. Out: a `Standing`. Symbolic links are looked at, never through.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from infrar_engine.artifacts.errors import STAGING

RECORD_NAME = "infrar-build.json"
STAGING_NAME = f".{STAGING}"
FOLDER = "folder"
_TICK = 2_000_000_000  # nanoseconds: no file system's clock is coarser

_INFRASTRUCTURE = "infra/"
_TERRAFORM_FOLDERS = frozenset({".terraform", "terraform.tfstate.d"})
_TERRAFORM_FILES = (
    ".terraform.lock.hcl", ".terraform.tfstate.lock.info", "*.tfstate", "*.tfstate.*", "*.tfplan", "tfplan",
    "crash.log", "crash.*.log",
)  # fmt: skip
_CACHES = frozenset({"__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".DS_Store"})


@dataclass(frozen=True, slots=True)
class Seen:
    """A path's fingerprint, and the state of the file at that time: a write since gives another state.

    Not surely within one tick of the file system's clock, so a file that had just been written has none.
    """

    mark: str | None
    state: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class Standing:
    """`listed` is what the last build recorded (path → SHA-256), empty when the folder is not ours.

    `found` is what is there of what is listed.
    `edited` are listed files that are no longer what was written; `foreign` is everything else that is in the way of
    calling the folder ours (a folder as `notes/`), without what Terraform and Python leave behind.
    """

    listed: Mapping[str, str]
    found: Mapping[str, Seen]
    edited: tuple[str, ...]
    foreign: tuple[str, ...]
    ours: bool


def survey(output: Path, earlier: Standing | None = None) -> Standing:
    """Compare the folder with the record that the last build left in it; files that are as `earlier` saw them aren't read."""
    known = earlier.found if earlier is not None else {}
    listed = _listed(output / RECORD_NAME)
    recorded = listed or {}
    found: dict[str, Seen] = {}
    foreign = []
    holding = {path[:index] for path in recorded for index, letter in enumerate(path) if letter == "/"}
    for path, entry in _entries(output, "", holding):
        if path in recorded:
            found[path] = _look(entry, known.get(path))  # all folders on the way are real ones: they were walked
        elif path != RECORD_NAME or listed is None:
            foreign.append(f"{path}/" if entry.is_dir(follow_symlinks=False) else path)
    edited = tuple(sorted(path for path, seen in found.items() if seen.mark != recorded[path]))
    return Standing(recorded, found, edited, tuple(sorted(foreign)), listed is not None)


def _look(entry: os.DirEntry[str], known: Seen | None) -> Seen:
    now = time.time_ns()
    status = entry.stat(follow_symlinks=False)
    state = (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    if known is not None and known.state == state:
        return known
    settled = now - max(state[2:]) > _TICK
    return Seen(_fingerprint(Path(entry.path)), state if settled else None)


def digest(content: bytes) -> str:
    """How the record names contents: SHA-256, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def fingerprint(folder: Path, path: str) -> str | None:
    """What is at a path in a folder: a file's digest, a link's target, `FOLDER`, None for nothing.

    Behind a link or a file there is nothing: what a link leads to is not in the folder.
    """
    return None if in_the_way(folder, [path]) else _fingerprint(folder / path)


def _fingerprint(place: Path) -> str | None:
    try:
        mode = place.lstat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISLNK(mode):
        return f"link to {place.readlink()}"
    if stat.S_ISREG(mode):
        with place.open("rb", buffering=0) as file:
            return digest(file.read())
    return FOLDER if stat.S_ISDIR(mode) else f"special file {mode:o}"


def in_the_way(folder: Path, paths: Iterable[str]) -> list[str]:
    """Files and links in the folder where the paths need folders, outer ones first."""
    parents = {parent.as_posix(): None for path in paths for parent in reversed(PurePosixPath(path).parents)}
    return [each for each in parents if each != "." and _is_no_folder(folder / each)]


def _is_no_folder(place: Path) -> bool:
    try:
        return not stat.S_ISDIR(place.lstat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


def _listed(record: Path) -> dict[str, str] | None:
    """The `files` of a record that a build wrote, None when there is none."""
    if record.is_symlink():
        return None
    try:
        content = json.loads(record.read_bytes())
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError, ValueError, RecursionError):
        return None
    files = content.get("files") if isinstance(content, dict) and "version" in content else None
    if not isinstance(files, dict) or not all(isinstance(digest, str) for digest in files.values()):
        return None
    return files


def _entries(folder: Path, prefix: str, holding: set[str]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Every file; of a folder in which nothing is listed, the folder, if there is a file in it that counts."""
    for entry in os.scandir(folder):
        path = f"{prefix}{entry.name}"
        if path == STAGING_NAME or _left_by_tools(path, entry.name):
            continue
        if not entry.is_dir(follow_symlinks=False):
            yield path, entry
        elif path in holding:
            yield from _entries(Path(entry.path), f"{path}/", holding)
        elif next(_entries(Path(entry.path), f"{path}/", holding), None) is not None:
            yield path, entry


def _left_by_tools(path: str, name: str) -> bool:
    if name in _CACHES:
        return True
    if not path.startswith(_INFRASTRUCTURE):
        return False
    return name in _TERRAFORM_FOLDERS or any(fnmatchcase(name, pattern) for pattern in _TERRAFORM_FILES)
