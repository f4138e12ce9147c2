"""Objects as files: each is one file, written to the side and put in place whole, and never changed after that.

In: buckets, keys, bytes. Out: `OpenObject` to read, `Draft` to write. Content, content type, metadata and ETag are one
file, so that they can't come from two writes::

    content | record, as JSON | length of the record, 4 bytes big-endian | "IFR1"

Who opened a file reads it to its end, whatever replaces or removes it meanwhile. It withstands a killed process, not a
power cut: nothing is forced to disk. Files of the operating system's own making in a bucket's folder are none of ours.
"""

from __future__ import annotations

import json
import os
import struct
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from functools import cache
from hashlib import blake2b
from typing import BinaryIO

from infrar import storage
from infrar._local import home, names
from infrar._local.failures import portable

CHUNK = 1024 * 1024  # bytes of content in memory at a time
DEFAULT_CONTENT_TYPE = "application/octet-stream"

_FOOTER = struct.Struct(">I4s")
_MAGIC = b"IFR1"
_ABANDONED_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Record:
    """What a file knows about its object beside the content; `modified` is in whole seconds, as coarse clouds do."""

    key: str
    content_type: str
    metadata: dict[str, str]
    etag: str
    modified: int


def folder_of(bucket: str) -> str:
    return home.path("storage", f"bucket-{bucket}")


def file_of(bucket: str, key: str) -> str:
    return os.path.join(folder_of(bucket), names.file_name(key))


def missing(bucket: str, key: str) -> storage.NotFound:
    return storage.NotFound(f"no object {key!r} in the bucket {bucket!r}")


class OpenObject:
    """An object's file, open; `size` is that of the content in bytes. Close it by leaving its `with` block."""

    __slots__ = ("_file", "record", "size")

    def __init__(self, path: str) -> None:
        self._file = open(path, "rb")  # noqa: SIM115  # closed by __exit__
        try:
            self.size, self.record = _read_record(self._file, path)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> OpenObject:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    @portable()
    def read(self, start: int, length: int | None) -> bytes:
        available = max(0, self.size - start)
        self._file.seek(min(start, self.size))
        return self._file.read(available if length is None else min(length, available))

    def chunks(self) -> Iterator[bytes]:
        """The whole content, a piece at a time."""
        for start in range(0, self.size, CHUNK):
            yield self.read(start, CHUNK)

    def info(self) -> storage.ObjectInfo:
        record = self.record
        modified = datetime.fromtimestamp(record.modified, timezone.utc)
        return storage.ObjectInfo(record.key, self.size, modified, record.etag, record.content_type, record.metadata)


def _read_record(file: BinaryIO, path: str) -> tuple[int, Record]:
    total = file.seek(0, os.SEEK_END)
    footer = max(0, total - _FOOTER.size)
    file.seek(footer)
    content = file.read()
    length, magic = _FOOTER.unpack(content) if len(content) == _FOOTER.size else (0, b"")
    if magic != _MAGIC or length > footer:
        raise storage.StorageError(f"local runtime: {path} is no object of this version; remove it")
    file.seek(footer - length)
    return footer - length, Record(**json.loads(file.read(length)))


@portable()
def open_object(bucket: str, key: str) -> OpenObject:
    """Open an object for reading.

    Raises:
        NotFound: when there is none.
    """
    try:
        return OpenObject(file_of(bucket, key))
    except FileNotFoundError:
        raise missing(bucket, key) from None


@portable()
def open_listed(path: str) -> OpenObject | None:
    """Open an object by the file that a listing found; None when it is gone by now."""
    try:
        return OpenObject(path)
    except FileNotFoundError:
        return None


@portable()
def is_there(bucket: str, key: str) -> bool:
    try:
        os.stat(file_of(bucket, key))
    except FileNotFoundError:
        return False
    return True


@portable()
def remove(bucket: str, key: str) -> bool:
    """Remove an object; False when there was none."""
    try:
        os.unlink(file_of(bucket, key))
    except FileNotFoundError:
        return False
    return True


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
        record = Record(
            key, content_type or DEFAULT_CONTENT_TYPE, metadata or {}, self._digest.hexdigest(), int(time.time())
        )
        text = json.dumps(asdict(record), ensure_ascii=False).encode()
        self._file.write(text + _FOOTER.pack(len(text), _MAGIC))
        self._file.close()
        put = os.link if if_not_exists else os.replace  # a link is never made over something
        target = file_of(bucket, key)
        try:
            try:
                put(self._path, target)
            except FileNotFoundError:
                home.make(folder_of(bucket))
                put(self._path, target)
        except FileExistsError:
            raise storage.AlreadyExists(f"there is an object {key!r} in the bucket {bucket!r} already") from None


@cache
def _remove_abandoned(folder: str) -> None:
    """Remove the drafts of killed processes, once a process; one that is still written to is never this old."""
    oldest = time.time() - _ABANDONED_SECONDS
    with os.scandir(folder) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                if entry.stat().st_mtime < oldest:
                    os.unlink(entry.path)
