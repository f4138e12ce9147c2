"""The operations of storage for asyncio: those of `infrar._local.storage`, in worker threads.

In: the SDK's arguments, as they came. Out: awaitables of the SDK's results and errors.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from itertools import islice

from infrar._limits.storage import check
from infrar._local import listing, storage
from infrar._local.aio.threads import in_thread
from infrar.storage import Data, LocalPath, ObjectInfo, PresignedRequest, StorageError

_MOST_AT_ONCE = 256  # items that iter_objects fetches in one step


async def upload(
    bucket: str,
    source: LocalPath,
    destination: str,
    *,
    content_type: str | None = None,
    metadata: dict[str, str] | None = None,
    if_not_exists: bool = False,
) -> None:
    await in_thread(
        storage.upload,
        bucket,
        source,
        destination,
        content_type=content_type,
        metadata=metadata,
        if_not_exists=if_not_exists,
    )


async def download(bucket: str, source: str, destination: LocalPath) -> None:
    await in_thread(storage.download, bucket, source, destination)


async def read(bucket: str, path: str, *, start: int = 0, length: int | None = None) -> bytes:
    return await in_thread(storage.read, bucket, path, start=start, length=length)


async def write(
    bucket: str,
    path: str,
    data: Data,
    *,
    content_type: str | None = None,
    metadata: dict[str, str] | None = None,
    if_not_exists: bool = False,
) -> None:
    await in_thread(
        storage.write, bucket, path, data, content_type=content_type, metadata=metadata, if_not_exists=if_not_exists
    )


async def exists(bucket: str, path: str) -> bool:
    return await in_thread(storage.exists, bucket, path)


async def stat(bucket: str, path: str) -> ObjectInfo:
    return await in_thread(storage.stat, bucket, path)


async def delete(bucket: str, path: str, *, missing_ok: bool = True) -> None:
    await in_thread(storage.delete, bucket, path, missing_ok=missing_ok)


async def copy(bucket: str, source: str, destination: str, *, destination_bucket: str | None = None) -> None:
    await in_thread(storage.copy, bucket, source, destination, destination_bucket=destination_bucket)


async def move(bucket: str, source: str, destination: str, *, destination_bucket: str | None = None) -> None:
    await in_thread(storage.move, bucket, source, destination, destination_bucket=destination_bucket)


async def list_objects(
    bucket: str, prefix: str = "", *, delimiter: str | None = None, limit: int | None = None
) -> list[ObjectInfo]:
    return await in_thread(storage.list_objects, bucket, prefix, delimiter=delimiter, limit=limit)


def iter_objects(
    bucket: str, prefix: str = "", *, delimiter: str | None = None, limit: int | None = None
) -> AsyncIterator[ObjectInfo]:
    check("iter_objects", locals())
    return _in_steps(listing.items(bucket, prefix, delimiter, limit))


async def _in_steps(items: Iterator[ObjectInfo]) -> AsyncIterator[ObjectInfo]:
    """The items, each step's fetched when its first is asked for. Steps grow: who wants many mostly wants more.

    Between steps no file is open, so there is nothing to close when the iteration ends early.
    """
    size = 1
    while True:
        fetched, error = await in_thread(_fetch, items, size)
        for item in fetched:
            yield item
        if error is not None:
            raise error
        if len(fetched) < size:
            return
        size = min(2 * size, _MOST_AT_ONCE)


def _fetch(items: Iterator[ObjectInfo], count: int) -> tuple[list[ObjectInfo], StorageError | None]:
    """The next items, and the error that came after them: what was fetched before it is yielded before it is raised."""
    fetched: list[ObjectInfo] = []
    try:
        for item in islice(items, count):
            fetched.append(item)  # a comprehension would lose what came before an error
    except StorageError as error:
        return fetched, error
    return fetched, None


async def presign(bucket: str, path: str, *, method: str = "GET", expires: int = 3600) -> PresignedRequest:
    return storage.presign(bucket, path, method=method, expires=expires)  # which never waits
