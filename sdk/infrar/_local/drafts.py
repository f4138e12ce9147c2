"""Writing objects: to the side first, then put in place whole.

In: content, piece by piece, and the key that it belongs under. Out: an object's file, as `objects` describes it.
Whatever stops a draft on the way, the object that was there stays as it was. A killed process leaves its draft, which
later ones remove. It withstands that, not a power cut: nothing is forced to disk.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from functools import cache
from hashlib import blake2b

from infrar import storage
from infrar._local import home, objects
from infrar._local.cancellation import checkpoint
from infrar._local.failures import portable

DEFAULT_CONTENT_TYPE = "application/octet-stream"
_ABANDONED_SECONDS = 24 * 3600


class Draft:
    """An object in the making: content is added, then it is published under a key; else it leaves nothing behind."""

    __slots__ = ("_digest", "_file", "_path")

    @portable()
    def __init__(self) -> None:
        folder = home.path("storage", "partial")
        self._path = os.path.join(folder, os.urandom(12).hex())
        self._digest = blake2b(digest_size=16)
        try:
            self._file = open(self._path, "xb")  # noqa: SIM115  # closed by publish or __exit__
        except FileNotFoundError:
            home.make(folder)
            self._file = open(self._path, "xb")  # noqa: SIM115
        _remove_abandoned(folder)

    def __enter__(self) -> Draft:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # what is left of a full disk's file is dropped, and its error was raised before
            self._file.close()
        with suppress(FileNotFoundError):
            os.unlink(self._path)

    @portable()
    def add(self, content: bytes | bytearray) -> None:
        checkpoint()
        self._digest.update(content)
        self._file.write(content)

    @portable()
    def publish(
        self, bucket: str, key: str, content_type: str | None, metadata: dict[str, str] | None, *, if_not_exists: bool
    ) -> None:
        """Put the object in place.

        Raises:
            AlreadyExists: when `if_not_exists` and there is one.
        """
        checkpoint()
        etag, now = self._digest.hexdigest(), int(time.time())
        record = objects.Record(key, content_type or DEFAULT_CONTENT_TYPE, metadata or {}, etag, now)
        self._file.write(record.packed())
        self._file.close()
        try:
            self._put(objects.file_of(bucket, key), new=if_not_exists)
        except FileExistsError:
            raise storage.AlreadyExists(f"there is an object {key!r} in the bucket {bucket!r} already") from None

    def _put(self, target: str, *, new: bool) -> None:
        put = os.link if new else os.replace  # a link is never made over something
        try:
            put(self._path, target)
        except FileNotFoundError:
            home.make(os.path.dirname(target))
            put(self._path, target)


@cache
def _remove_abandoned(folder: str) -> None:
    """Remove the drafts of killed processes, once a process; one that is still written to is never this old."""
    oldest = time.time() - _ABANDONED_SECONDS
    with os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError):  # somebody else's, or just removed by another process: no reason not to write
                if entry.stat().st_mtime < oldest:
                    os.unlink(entry.path)
