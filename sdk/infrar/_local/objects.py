"""Objects as files: one file each, never changed after it was put in place.

In: buckets and keys. Out: open objects to read, and what else can be done with a file that is there; `drafts` writes
them. Content, content type, metadata and ETag are one file, so that they can't come from two writes::

    content | record, as JSON | length of the record, 4 bytes big-endian | "IFR1"

Who opened a file reads it to its end, whatever replaces or removes it meanwhile.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from typing import BinaryIO

from infrar import storage
from infrar._local import home, names
from infrar._local.cancellation import checkpoint
from infrar._local.failures import portable

CHUNK = 1024 * 1024  # bytes of content in memory at a time

_FOOTER = struct.Struct(">I4s")
_MAGIC = b"IFR1"


@dataclass(frozen=True, slots=True)
class Record:
    """What a file knows about its object beside the content; `modified` is in whole seconds, as coarse clouds do."""

    key: str
    content_type: str
    metadata: dict[str, str]
    etag: str
    modified: int

    def packed(self) -> bytes:
        """What follows the content in the file."""
        text = json.dumps(asdict(self), ensure_ascii=False).encode()
        return text + _FOOTER.pack(len(text), _MAGIC)


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
            checkpoint()
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
