"""Files of the user, which downloads write.

In: a path that the user names. Out: a file to write to, which takes that path's place when it is complete. Errors are
Python's own and name the user's path.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO


@contextmanager
def replacing(destination: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """Open a file that replaces `destination` when the block ends, and is dropped when it fails.

    A link stays and the file that it leads to is replaced; permissions of a replaced file stay. A device or pipe is
    written to directly.
    """
    path = os.fspath(destination)
    if not path:
        raise _os_error(errno.ENOENT, path)
    target = os.path.realpath(path)
    if os.path.isdir(target) or path.endswith(("/", os.sep)):
        raise _os_error(errno.EISDIR, path)
    replaced = os.path.exists(target)
    if replaced and not os.path.isfile(target):
        with open(target, "wb") as file:
            yield file
        return
    partial = os.path.join(os.path.dirname(target), f".{os.urandom(8).hex()}.partial")
    try:
        file = open(partial, "xb")  # noqa: SIM115  # closed below, before it is put in place
    except OSError as error:
        raise _os_error(error.errno or errno.EIO, path) from None
    try:
        with file:
            yield file
        if replaced:
            shutil.copymode(target, partial)
        os.replace(partial, target)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(partial)
        raise


def _os_error(number: int, path: str) -> OSError:
    """The subclass that belongs to the number: OSError chooses it."""
    return OSError(number, os.strerror(number), path)
