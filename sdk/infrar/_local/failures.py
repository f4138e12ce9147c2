"""The operating system's errors, below the home folder, as portable ones.

In: a block of code that works on the runtime's own files. Out: its `OSError` as the portable error that fits. Files of
the user (the source of an upload, the target of a download) are handled outside such blocks: their errors are Python's
own.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from infrar import storage

_PORTABLE: dict[int, type[storage.StorageError]] = {
    errno.EACCES: storage.PermissionDenied,
    errno.EPERM: storage.PermissionDenied,
    errno.EROFS: storage.PermissionDenied,
    errno.ENOSPC: storage.ResourceExhausted,
    errno.EDQUOT: storage.ResourceExhausted,
    errno.EFBIG: storage.ResourceExhausted,
    errno.EMFILE: storage.ResourceExhausted,
    errno.ENFILE: storage.ResourceExhausted,
}


@contextmanager
def portable() -> Iterator[None]:
    """Raise an OSError of the block as PermissionDenied, ResourceExhausted or else Unavailable."""
    try:
        yield
    except OSError as error:
        raise _PORTABLE.get(error.errno or 0, storage.Unavailable)(f"local runtime: {error}") from error
