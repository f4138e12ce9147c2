"""One file → its place, whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from infrar_engine.artifacts.errors import STAGING, OutputError, writing
from infrar_engine.artifacts.staging import write_new


def write_file(
    path: Path, content: bytes, *, mode: int = 0o644, force: bool = False, source: Path | None = None
) -> bool:
    """Write a file, and say whether anything changed. A device or a pipe is written to; another file needs `force`."""
    with writing(path):
        try:
            found = path.stat()
        except FileNotFoundError:
            found = None
        if found is not None and not stat.S_ISREG(found.st_mode):
            return _send(path, content, found.st_mode)
        if found is not None:
            if source is not None and path.samefile(source):
                raise OutputError(f"{path} is the source itself", "write to another file")
            if path.read_bytes() == content:
                return False
            if not force:
                raise OutputError(f"{path} is there already and differs", "--force replaces it")
        elif not path.parent.is_dir():
            raise OutputError(f"there is no folder {path.parent}", "make it first, or write elsewhere")
        _replace(path, content, mode)
        return True


def _send(path: Path, content: bytes, mode: int) -> bool:
    if stat.S_ISDIR(mode):
        raise OutputError(f"{path} is a folder", "name a file")
    with path.open("wb", buffering=0) as stream:
        stream.write(content)
    return True


def _replace(path: Path, content: bytes, mode: int) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}.{STAGING}")
    done = False
    try:
        write_new(beside, content, mode)
        beside.replace(path)
        done = True
    finally:
        if not done:
            beside.unlink(missing_ok=True)
