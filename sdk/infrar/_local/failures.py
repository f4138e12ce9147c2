"""The operating system's errors, below the home folder, as portable ones.

In: a block of code that works on the runtime's own files. Out: its `OSError` as the capability's error that fits. Files of
the user (the source of an upload, the target of a download) are handled outside such blocks: their errors are Python's
own.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

_PORTABLE = {
    errno.EACCES: "PermissionDenied",
    errno.EPERM: "PermissionDenied",
    errno.EROFS: "PermissionDenied",
    errno.ENOSPC: "ResourceExhausted",
    errno.EDQUOT: "ResourceExhausted",
    errno.EFBIG: "ResourceExhausted",
    errno.EMFILE: "ResourceExhausted",
    errno.ENFILE: "ResourceExhausted",
}


@contextmanager
def portable(capability: str = "storage") -> Iterator[None]:
    """Raise an OSError of the block as PermissionDenied, ResourceExhausted or else Unavailable."""
    try:
        yield
    except OSError as error:
        name = _PORTABLE.get(error.errno or 0, "Unavailable")
        raise getattr(import_module(f"infrar.{capability}"), name)(f"local runtime: {error}") from error
