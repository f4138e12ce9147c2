"""One build at a time in an output folder.

The folder itself is what is locked, or the nearest folder above it while it isn't there: no lock file is left in the
user's tree, and the system frees the lock of a process that was killed. Where the system has no such locks (Windows,
some network file systems) builds are not kept apart.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment] # a missing module is what the name then says


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Wait until no other build writes into `folder`, and keep others out."""
    if fcntl is None:
        yield
        return
    while True:
        place = nearest_folder(folder)
        descriptor = os.open(place, os.O_RDONLY)
        try:
            _lock(descriptor)
            if _is_still(place, descriptor) and nearest_folder(folder) == place:
                yield
                return
        finally:
            os.close(descriptor)


def nearest_folder(folder: Path) -> Path:
    """`folder`, or the first above it that is there."""
    return next(place for place in (folder, *folder.parents) if place.is_dir())


def _lock(descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    except OSError:  # the file system has no locks: as on systems without them
        return


def _is_still(place: Path, descriptor: int) -> bool:
    """Whether the path still leads to the folder that was opened: the build that held it may have replaced it."""
    try:
        return os.path.samestat(place.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
