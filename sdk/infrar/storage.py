"""Objects in buckets: bytes under a key, with a content type and a little metadata.

The bucket is a logical name; environments map it to a physical one. A bucket that code names is there: infrastructure
made it, and locally it is empty until something is written. Nothing creates buckets at run time.

What every provider does alike, the portable domain:

* bucket names: `[a-z0-9][a-z0-9-]{1,61}[a-z0-9]`;
* keys: 1 to 1024 bytes of UTF-8, no control character, no backslash, no leading `/`, no `.` or `..` between slashes;
* prefixes: the beginning of a key, or empty; a delimiter is one character;
* metadata: keys `[a-z][a-z0-9_]*`, values printable ASCII without spaces around them, together at most 2048 bytes;
* content types: printable ASCII, not empty, without spaces around them;
* `start`, `length` and `limit` are not negative; `expires` is 1 second to 7 days.

Outside it, wrong types included, the local runtime raises `InvalidArgument`, a build reports what it can see, and
native code does what that cloud does. Only a call that doesn't fit the signature is a `TypeError`.

A section "Raises" lists what belongs to an operation. Besides, every operation can raise `PermissionDenied`,
`Unauthenticated`, `ResourceExhausted`, `Unavailable` and `DeadlineExceeded`, and outside the portable domain
`InvalidArgument`. Writing replaces an object as a whole, and is seen by whatever reads after it; a reader never gets
half of one object and half of another.
"""

from __future__ import annotations

import os
from datetime import datetime

from infrar import errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import NamedTuple

    from infrar._local import storage as _operations  # whatever runs them, operations have these signatures
else:
    from infrar._named_tuple import NamedTuple
    from infrar._provider import Operations

    _operations = Operations("storage")

__all__ = [
    "AlreadyExists",
    "DeadlineExceeded",
    "FailedPrecondition",
    "InvalidArgument",
    "NotFound",
    "ObjectInfo",
    "PermissionDenied",
    "PresignedRequest",
    "ResourceExhausted",
    "StorageError",
    "Unauthenticated",
    "Unavailable",
    "Unsupported",
    "copy",
    "delete",
    "download",
    "exists",
    "iter_objects",
    "list_objects",
    "move",
    "presign",
    "read",
    "stat",
    "upload",
    "write",
]

# What a parameter is, beyond its type: the bucket that a call touches, a key, the beginning of keys, a local file.
BucketName = str
ObjectKey = str
ObjectPrefix = str
LocalPath = str | os.PathLike[str]
Data = str | bytes | bytearray | memoryview


class ObjectInfo(NamedTuple):
    """What is known about an object, or a common prefix of objects in a listing with a delimiter.

    `size` is in bytes; `last_modified` is aware, in UTC, and exact to the second; `etag` is opaque, and changes when
    the content does. Listings don't carry `content_type` and `metadata`: both are None there. `stat` has them, `{}`
    without metadata. With `is_prefix`, `key` is the common prefix, `size` 0, `last_modified` None and `etag` empty.
    """

    key: str
    size: int
    last_modified: datetime | None
    etag: str
    content_type: str | None
    metadata: dict[str, str] | None
    is_prefix: bool = False


class PresignedRequest(NamedTuple):
    """An HTTP request that needs no credentials: send `method` to `url` with `headers`, all of them, as they are."""

    url: str
    method: str
    headers: dict[str, str]


class StorageError(errors.InfrarError):
    """Any portable error of this capability."""


class NotFound(StorageError, errors.NotFound):
    """There is no such object, or no such bucket."""


class AlreadyExists(StorageError, errors.AlreadyExists):
    """There is an object under this key already, and `if_not_exists` was given."""


class InvalidArgument(StorageError, errors.InvalidArgument):
    """An argument is outside the portable limits; the message names parameter, value and rule."""


class PermissionDenied(StorageError, errors.PermissionDenied):
    """The program's identity may not do this to this bucket or object."""


class Unauthenticated(StorageError, errors.Unauthenticated):
    """No valid identity: credentials are missing, wrong or expired."""


class FailedPrecondition(StorageError, errors.FailedPrecondition):
    """The bucket or object is in a state that forbids this, such as archived or under retention."""


class ResourceExhausted(StorageError, errors.ResourceExhausted):
    """Throttled, over a quota, out of space, or too large."""


class Unavailable(StorageError, errors.Unavailable):
    """The store can't be reached or doesn't work now; trying again may help."""


class DeadlineExceeded(StorageError, errors.DeadlineExceeded):
    """The operation took too long; whether it happened is unknown."""


class Unsupported(StorageError, errors.Unsupported):
    """This provider can't do it at all."""


def upload(
    bucket: BucketName,
    source: LocalPath,
    destination: ObjectKey,
    *,
    content_type: str | None = None,
    metadata: dict[str, str] | None = None,
    if_not_exists: bool = False,
) -> None:
    """Store a local file as an object, replacing what is there.

    The file is streamed, so it may be larger than memory. Without `content_type` it is `application/octet-stream`:
    nothing is guessed from the name. A missing `source` is Python's `FileNotFoundError`. With `if_not_exists`, of
    several writers exactly one succeeds.

    Raises:
        AlreadyExists: when `if_not_exists` is given and there is an object under `destination`.
    """
    _operations.upload(
        bucket, source, destination, content_type=content_type, metadata=metadata, if_not_exists=if_not_exists
    )


def download(bucket: BucketName, source: ObjectKey, destination: LocalPath) -> None:
    """Store an object as a local file, replacing the file that is there.

    The object is streamed, so it may be larger than memory. After an error there is no partial file where none was, and
    a file that was there is as it was. Folders aren't made: a missing one is Python's `FileNotFoundError`.

    Raises:
        NotFound: when there is no object under `source`.
    """
    _operations.download(bucket, source, destination)


def read(bucket: BucketName, path: ObjectKey, *, start: int = 0, length: int | None = None) -> bytes:
    """Return the content of an object, or a part of it.

    `start` is the first byte, counted from 0, and `length` how many at most, None for all that follow. What lies past
    the end isn't an error: there are fewer bytes, or none.

    Raises:
        NotFound: when there is no object under `path`.
    """
    return _operations.read(bucket, path, start=start, length=length)


def write(
    bucket: BucketName,
    path: ObjectKey,
    data: Data,
    *,
    content_type: str | None = None,
    metadata: dict[str, str] | None = None,
    if_not_exists: bool = False,
) -> None:
    """Store bytes as an object, replacing what is there.

    A `str` is stored as UTF-8. Without `content_type` it is `application/octet-stream`. With `if_not_exists`, of
    several writers exactly one succeeds.

    Raises:
        AlreadyExists: when `if_not_exists` is given and there is an object under `path`.
    """
    _operations.write(bucket, path, data, content_type=content_type, metadata=metadata, if_not_exists=if_not_exists)


def exists(bucket: BucketName, path: ObjectKey) -> bool:
    """Return whether there is an object under exactly this key; a common prefix of keys is not one."""
    return _operations.exists(bucket, path)


def stat(bucket: BucketName, path: ObjectKey) -> ObjectInfo:
    """Return what is known about an object, without its content.

    Raises:
        NotFound: when there is no object under `path`.
    """
    return _operations.stat(bucket, path)


def delete(bucket: BucketName, path: ObjectKey, *, missing_ok: bool = True) -> None:
    """Remove an object.

    Removing what isn't there is fine, so that it can be repeated.

    Raises:
        NotFound: when `missing_ok` is False and there is no object under `path`.
    """
    _operations.delete(bucket, path, missing_ok=missing_ok)


def copy(
    bucket: BucketName, source: ObjectKey, destination: ObjectKey, *, destination_bucket: BucketName | None = None
) -> None:
    """Copy an object with its content type and metadata, replacing what is at the destination.

    The destination is in `destination_bucket`, or in the same bucket. An object copied onto itself stays as it is.

    Raises:
        NotFound: when there is no object under `source`, also when it is the destination, too.
    """
    _operations.copy(bucket, source, destination, destination_bucket=destination_bucket)


def move(
    bucket: BucketName, source: ObjectKey, destination: ObjectKey, *, destination_bucket: BucketName | None = None
) -> None:
    """Copy an object as `copy` does, then remove it from where it was.

    These are two steps: for a moment there are both, and after an error there may be. An object moved onto itself stays
    as it is.

    Raises:
        NotFound: when there is no object under `source`, also when it is the destination, too.
    """
    _operations.move(bucket, source, destination, destination_bucket=destination_bucket)


def list_objects(
    bucket: BucketName, prefix: ObjectPrefix = "", *, delimiter: str | None = None, limit: int | None = None
) -> list[ObjectInfo]:
    """Return the objects whose keys begin with `prefix`, in the order of their keys' UTF-8 bytes.

    With a `delimiter`, keys that hold it after the prefix are folded: up to and including the delimiter they are one
    item with `is_prefix`, sorted among the objects. `limit` is how many items at most, both kinds counted; None for
    all.
    """
    return _operations.list_objects(bucket, prefix, delimiter=delimiter, limit=limit)


def iter_objects(
    bucket: BucketName, prefix: ObjectPrefix = "", *, delimiter: str | None = None, limit: int | None = None
) -> Iterator[ObjectInfo]:
    """Yield what `list_objects` returns, in the same order, without holding all of it.

    Items are fetched on the way. It is no snapshot: what is written or deleted meanwhile may or may not be seen.
    """
    return _operations.iter_objects(bucket, prefix, delimiter=delimiter, limit=limit)


def presign(bucket: BucketName, path: ObjectKey, *, method: str = "GET", expires: int = 3600) -> PresignedRequest:
    """Return a request that lets whoever has it read ("GET") or replace ("PUT") one object.

    It works for `expires` seconds, or less when the credentials that sign it end sooner. Whether the object is there
    isn't checked; reading a missing one is answered 404. The local runtime answers it from this process, on the
    loopback address, while this process runs.
    """
    return _operations.presign(bucket, path, method=method, expires=expires)
