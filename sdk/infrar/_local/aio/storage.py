"""The asynchronous operations of storage on local files: the synchronous ones, in worker threads.

In: the SDK's arguments, as they came. Out: the SDK's results and errors. Files are read and written in threads, so that
the event loop goes on meanwhile. A cancelled task is told when its operation has ended, so that nothing goes on behind it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from itertools import islice
from typing import ParamSpec, TypeVar

from infrar._local import storage
from infrar.storage import Data, LocalPath, ObjectInfo, PresignedRequest

_P = ParamSpec("_P")
_T = TypeVar("_T")
_STEP = 100  # items of a listing that are fetched at once


async def _in_thread(function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    work = asyncio.ensure_future(asyncio.to_thread(function, *args, **kwargs))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        await asyncio.wait([work])
        if not work.cancelled():
            work.exception()  # nobody else will ask for it
        raise


async def upload(
    bucket: str,
    source: LocalPath,
    destination: str,
    *,
    content_type: str | None = None,
    metadata: dict[str, str] | None = None,
    if_not_exists: bool = False,
) -> None:
    await _in_thread(
        storage.upload,
        bucket,
        source,
        destination,
        content_type=content_type,
        metadata=metadata,
        if_not_exists=if_not_exists,
    )


async def download(bucket: str, source: str, destination: LocalPath) -> None:
    await _in_thread(storage.download, bucket, source, destination)


async def read(bucket: str, path: str, *, start: int = 0, length: int | None = None) -> bytes:
    return await _in_thread(storage.read, bucket, path, start=start, length=length)


async def write(
    bucket: str,
    path: str,
    data: Data,
    *,
    content_type: str | None = None,
    metadata: dict[str, str] | None = None,
    if_not_exists: bool = False,
) -> None:
    await _in_thread(
        storage.write, bucket, path, data, content_type=content_type, metadata=metadata, if_not_exists=if_not_exists
    )


async def exists(bucket: str, path: str) -> bool:
    return await _in_thread(storage.exists, bucket, path)


async def stat(bucket: str, path: str) -> ObjectInfo:
    return await _in_thread(storage.stat, bucket, path)


async def delete(bucket: str, path: str, *, missing_ok: bool = True) -> None:
    await _in_thread(storage.delete, bucket, path, missing_ok=missing_ok)


async def copy(bucket: str, source: str, destination: str, *, destination_bucket: str | None = None) -> None:
    await _in_thread(storage.copy, bucket, source, destination, destination_bucket=destination_bucket)


async def move(bucket: str, source: str, destination: str, *, destination_bucket: str | None = None) -> None:
    await _in_thread(storage.move, bucket, source, destination, destination_bucket=destination_bucket)


async def list_objects(
    bucket: str, prefix: str = "", *, delimiter: str | None = None, limit: int | None = None
) -> list[ObjectInfo]:
    return await _in_thread(storage.list_objects, bucket, prefix, delimiter=delimiter, limit=limit)


async def iter_objects(
    bucket: str, prefix: str = "", *, delimiter: str | None = None, limit: int | None = None
) -> AsyncIterator[ObjectInfo]:
    items = await _in_thread(storage.iter_objects, bucket, prefix, delimiter=delimiter, limit=limit)
    while found := await _in_thread(lambda: list(islice(items, _STEP))):
        for item in found:
            yield item


async def presign(bucket: str, path: str, *, method: str = "GET", expires: int = 3600) -> PresignedRequest:
    return await _in_thread(storage.presign, bucket, path, method=method, expires=expires)
