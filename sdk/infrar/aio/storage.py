"""Objects in buckets, for asyncio: what `infrar.storage` does, without holding up the event loop.

Operations, parameters, types and errors have the same names and meanings in both modules. Types and errors are the
very same classes: `except storage.NotFound` catches it from wherever `storage` was imported. Operations are awaited;
`iter_objects` is used in `async for`.

* Any number of operations may run at once, in any number of tasks. What orders them is what awaits them.
* Nothing is opened or closed by the program, and event loops may follow one another (`asyncio.run` twice) or run in
  several threads: what a loop opened is closed when it ends.
* A cancelled operation raises `asyncio.CancelledError`, and leaves no partial file and no partial object. Whether a
  write, a deletion or a copy that was on its way still happened is unknown, as after any broken connection.
* Local files are read and written piece by piece, beside the loop.

The bucket is a logical name; environments map it to a physical one. A bucket that code names is there: infrastructure
made it, and locally it is empty until something is written. Bucket names, keys, prefixes, metadata, content types and
numbers have the limits of `infrar.storage`. Outside them, wrong types included, the local runtime raises
`InvalidArgument`, a build reports what it can see, and native code does what that cloud does. Only a call that doesn't
fit the signature is a `TypeError`.

A section "Raises" lists what belongs to an operation. Besides, every operation can raise `PermissionDenied`,
`Unauthenticated`, `ResourceExhausted`, `Unavailable` and `DeadlineExceeded`, and outside the portable domain
`InvalidArgument`. Writing replaces an object as a whole, and is seen by whatever reads after it; a reader never gets
half of one object and half of another.
"""

from __future__ import annotations

from infrar.storage import (
    AlreadyExists,
    BucketName,
    Data,
    DeadlineExceeded,
    FailedPrecondition,
    InvalidArgument,
    LocalPath,
    NotFound,
    ObjectInfo,
    ObjectKey,
    ObjectPrefix,
    PermissionDenied,
    PresignedRequest,
    ResourceExhausted,
    StorageError,
    Unauthenticated,
    Unavailable,
    Unsupported,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from infrar._local.aio import storage as _operations  # whatever runs them, operations have these signatures
else:
    from infrar._provider import Operations

    _operations = Operations("aio.storage")

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


async def upload(
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
    several writers exactly one succeeds, be they tasks, threads or machines.

    Raises:
        AlreadyExists: when `if_not_exists` is given and there is an object under `destination`.
    """
    await _operations.upload(
        bucket, source, destination, content_type=content_type, metadata=metadata, if_not_exists=if_not_exists
    )


async def download(bucket: BucketName, source: ObjectKey, destination: LocalPath) -> None:
    """Store an object as a local file, replacing the file that is there.

    The object is streamed, so it may be larger than memory. After an error or a cancellation there is no partial file
    where none was, and a file that was there is as it was. Folders aren't made: a missing one is Python's
    `FileNotFoundError`.

    Raises:
        NotFound: when there is no object under `source`.
    """
    await _operations.download(bucket, source, destination)


async def read(bucket: BucketName, path: ObjectKey, *, start: int = 0, length: int | None = None) -> bytes:
    """Return the content of an object, or a part of it.

    `start` is the first byte, counted from 0, and `length` how many at most, None for all that follow. What lies past
    the end isn't an error: there are fewer bytes, or none.

    Raises:
        NotFound: when there is no object under `path`.
    """
    return await _operations.read(bucket, path, start=start, length=length)


async def write(
    bucket: BucketName,
    path: ObjectKey,
    data: Data,
    *,
    content_type: str | None = None,
    metadata: dict[str, str] | None = None,
    if_not_exists: bool = False,
) -> None:
    """Store bytes as an object, replacing what is there.

    A `str` is stored as UTF-8; a `bytearray` or `memoryview` must stay as it is until this returns. Without
    `content_type` it is `application/octet-stream`. With `if_not_exists`, of several writers exactly one succeeds, be
    they tasks, threads or machines.

    Raises:
        AlreadyExists: when `if_not_exists` is given and there is an object under `path`.
    """
    await _operations.write(
        bucket, path, data, content_type=content_type, metadata=metadata, if_not_exists=if_not_exists
    )


async def exists(bucket: BucketName, path: ObjectKey) -> bool:
    """Return whether there is an object under exactly this key; a common prefix of keys is not one."""
    return await _operations.exists(bucket, path)


async def stat(bucket: BucketName, path: ObjectKey) -> ObjectInfo:
    """Return what is known about an object, without its content.

    Raises:
        NotFound: when there is no object under `path`.
    """
    return await _operations.stat(bucket, path)


async def delete(bucket: BucketName, path: ObjectKey, *, missing_ok: bool = True) -> None:
    """Remove an object.

    Removing what isn't there is fine, so that it can be repeated.

    Raises:
        NotFound: when `missing_ok` is False and there is no object under `path`.
    """
    await _operations.delete(bucket, path, missing_ok=missing_ok)


async def copy(
    bucket: BucketName, source: ObjectKey, destination: ObjectKey, *, destination_bucket: BucketName | None = None
) -> None:
    """Copy an object with its content type and metadata, replacing what is at the destination.

    The destination is in `destination_bucket`, or in the same bucket. An object copied onto itself stays as it is.

    Raises:
        NotFound: when there is no object under `source`, also when it is the destination, too.
    """
    await _operations.copy(bucket, source, destination, destination_bucket=destination_bucket)


async def move(
    bucket: BucketName, source: ObjectKey, destination: ObjectKey, *, destination_bucket: BucketName | None = None
) -> None:
    """Copy an object as `copy` does, then remove it from where it was.

    These are two steps: for a moment there are both, and after an error or a cancellation there may be. An object moved
    onto itself stays as it is.

    Raises:
        NotFound: when there is no object under `source`, also when it is the destination, too.
    """
    await _operations.move(bucket, source, destination, destination_bucket=destination_bucket)


async def list_objects(
    bucket: BucketName, prefix: ObjectPrefix = "", *, delimiter: str | None = None, limit: int | None = None
) -> list[ObjectInfo]:
    """Return the objects whose keys begin with `prefix`, in the order of their keys' UTF-8 bytes.

    With a `delimiter`, keys that hold it after the prefix are folded: up to and including the delimiter they are one
    item with `is_prefix`, sorted among the objects. `limit` is how many items at most, both kinds counted; None for
    all.
    """
    return await _operations.list_objects(bucket, prefix, delimiter=delimiter, limit=limit)


def iter_objects(
    bucket: BucketName, prefix: ObjectPrefix = "", *, delimiter: str | None = None, limit: int | None = None
) -> AsyncIterator[ObjectInfo]:
    """Yield what `list_objects` returns, in the same order, without holding all of it: `async for item in iter_objects(…)`.

    The call itself isn't awaited. Items are fetched on the way, several at a time; other tasks run meanwhile. It is no
    snapshot: what is written or deleted meanwhile may or may not be seen. One task at a time can ask for the next item.
    """
    return _operations.iter_objects(bucket, prefix, delimiter=delimiter, limit=limit)


async def presign(bucket: BucketName, path: ObjectKey, *, method: str = "GET", expires: int = 3600) -> PresignedRequest:
    """Return a request that lets whoever has it read ("GET") or replace ("PUT") one object.

    It works for `expires` seconds, or less when the credentials that sign it end sooner. Whether the object is there
    isn't checked; reading a missing one is answered 404. The local runtime answers it from this process, on the
    loopback address, while this process runs.
    """
    return await _operations.presign(bucket, path, method=method, expires=expires)
