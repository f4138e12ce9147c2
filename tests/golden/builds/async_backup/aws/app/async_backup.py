"""Back up a folder to object storage and restore it, many files at a time.

python async_backup.py save FOLDER
python async_backup.py restore FOLDER
"""

import asyncio
import os
import secrets
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from aiobotocore.config import AioConfig
from aiobotocore.session import get_session
from botocore.exceptions import BotoCoreError, ClientError


class ObjectInfo(NamedTuple):
    """What is known about an object, or a common prefix of objects in a listing with a delimiter."""

    key: str
    size: int
    last_modified: datetime | None
    etag: str
    content_type: str | None
    metadata: dict[str, str] | None
    is_prefix: bool = False


def _given(**options: Any) -> dict[str, Any]:
    """The options that aren't None: botocore wants the others left out."""
    return {name: value for name, value in options.items() if value is not None}


def _page_items(page: Mapping[str, Any]) -> list[ObjectInfo]:
    """The objects and the common prefixes of one page of a listing, in the order of their keys."""
    items = []
    for item in page.get("Contents", []):
        modified = item["LastModified"].astimezone(timezone.utc)
        items.append(ObjectInfo(item["Key"], item["Size"], modified, item["ETag"].strip('"'), None, None))
    for item in page.get("CommonPrefixes", []):
        items.append(ObjectInfo(item["Prefix"], 0, None, "", None, None, is_prefix=True))
    return sorted(items, key=lambda item: item.key.encode())


_s3_clients: dict[asyncio.AbstractEventLoop, tuple[asyncio.Future[Any], AsyncIterator[Any]]] = {}


async def _s3() -> Any:
    """Return the running event loop's S3 client, which is opened when it is first asked for and closed with the loop."""
    loop = asyncio.get_running_loop()
    if loop not in _s3_clients:
        for closed in [each for each in list(_s3_clients) if each.is_closed()]:  # without shutdown_asyncgens()
            _s3_clients.pop(closed, None)
        opened = _open_s3()
        _s3_clients[loop] = asyncio.ensure_future(anext(opened)), opened
    return await asyncio.shield(_s3_clients[loop][0])  # others wait for the same client


async def _open_s3() -> AsyncIterator[Any]:
    """Yield a client, and close it when the event loop, at its end, closes the generators that it has seen."""
    config = AioConfig(signature_version="s3v4")  # some regions would have links signed the old way
    try:
        async with get_session().create_client("s3", config=config) as s3:
            yield s3
    finally:
        _s3_clients.pop(asyncio.get_running_loop(), None)


_PART_SIZE = 8 * 1024**2  # bytes; what is larger goes up in parts


def _read_part(source: str | os.PathLike[str], start: int, size: int) -> bytes:
    """Return some of a file's bytes."""
    with open(source, "rb") as file:
        file.seek(start)
        return file.read(size)


async def _store_in_parts(
    bucket: str,
    key: str,
    size: int,
    store: Callable[..., Awaitable[Mapping[str, Any]]],
    options: dict[str, Any],
    **condition: Any,
) -> None:
    """Have an object's parts stored, four at a time; S3 keeps none of them when that fails or is cancelled."""
    s3 = await _s3()
    part_size = max(_PART_SIZE, -(-size // 10_000))  # S3 takes at most 10,000 parts
    starts = enumerate(range(0, size, part_size), 1)
    parts: list[Any] = []
    workers: list[asyncio.Task[None]] = []
    upload: dict[str, Any] = {"Bucket": bucket, "Key": key}
    created = asyncio.ensure_future(s3.create_multipart_upload(**upload, **options))

    async def store_parts() -> None:
        for number, start in starts:
            stored = await store(start, min(part_size, size - start), PartNumber=number, **upload)
            parts.append({"PartNumber": number, "ETag": stored["ETag"]})

    async def abandon() -> None:
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        with suppress(BotoCoreError, ClientError):  # the first error says more
            upload["UploadId"] = (await created)["UploadId"]
            await s3.abort_multipart_upload(**upload)

    try:
        upload["UploadId"] = (await asyncio.shield(created))["UploadId"]
        workers += [asyncio.create_task(store_parts()) for _ in range(4)]
        await asyncio.gather(*workers)
        parts.sort(key=lambda part: part["PartNumber"])
        await s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts}, **condition)
    except BaseException:
        await asyncio.shield(abandon())
        raise


def _botocore_error(*signs: str | type[Exception]) -> tuple[type[BaseException], ...]:
    """The class of the active error when it has one of these S3 error codes or types, else no class."""
    error = sys.exc_info()[1]
    sign = error.response.get("Error", {}).get("Code") if isinstance(error, ClientError) else type(error)
    return (type(error),) if error is not None and sign in signs else ()


async def _upload(
    bucket: str,
    source: str | os.PathLike[str],
    destination: str,
    *,
    content_type: str | None = None,
    metadata: dict[str, str] | None = None,
    if_not_exists: bool = False,
) -> None:
    """Store a local file as an object; a large one goes up in parts."""
    size = os.stat(source).st_size
    options = _given(ContentType=content_type, Metadata=metadata)
    condition = _given(IfNoneMatch="*" if if_not_exists else None)
    s3 = await _s3()
    if size <= _PART_SIZE:
        data = await asyncio.to_thread(_read_part, source, 0, size)
        await s3.put_object(Bucket=bucket, Key=destination, Body=data, **options, **condition)
        return

    async def store(start: int, size: int, **part: Any) -> Mapping[str, Any]:
        data = await asyncio.to_thread(_read_part, source, start, size)
        return await s3.upload_part(**part, Body=data)

    await _store_in_parts(bucket, destination, size, store, options, **condition)


async def _download(bucket: str, source: str, destination: str | os.PathLike[str]) -> None:
    """Store an object as a local file, which is replaced when all of it is there."""
    s3 = await _s3()
    body = (await s3.get_object(Bucket=bucket, Key=source))["Body"]
    async with body:
        partial = os.path.join(os.path.dirname(destination), f"{secrets.token_hex(8)}.part")
        file = open(partial, "xb")
        try:
            with file:
                async for data in body.iter_chunks(1024**2):
                    await asyncio.to_thread(file.write, data)
            os.replace(partial, destination)
        except BaseException:
            os.unlink(partial)
            raise


async def _iter_objects(
    bucket: str, prefix: str = "", *, delimiter: str | None = None, limit: int | None = None
) -> AsyncIterator[ObjectInfo]:
    """Yield the objects whose keys begin with a prefix, in the order of their keys, page by page."""
    if limit == 0:
        return
    s3 = await _s3()
    pages = s3.get_paginator("list_objects_v2").paginate(
        Bucket=bucket, Prefix=prefix, **_given(Delimiter=delimiter, MaxKeys=limit)
    )
    count = 0
    async for page in pages:
        for item in _page_items(page):
            yield item
            count += 1
            if count == limit:
                return


BUCKET = "backups"
PREFIX = "async/"
AT_ONCE = 16

T = TypeVar("T")


async def for_each(items: Iterable[T], work: Callable[[T], Awaitable[bool]]) -> int:
    """Do the work for every item, for AT_ONCE of them at a time; return for how many it was done."""
    waiting = iter(items)

    async def take_one_after_another() -> int:
        return sum([await work(item) for item in waiting])

    return sum(await asyncio.gather(*(take_one_after_another() for _ in range(AT_ONCE))))


async def save(folder: Path) -> int:
    async def save_file(path: Path) -> bool:
        await _upload(BUCKET, path, f"{PREFIX}{path.relative_to(folder).as_posix()}")
        return True

    return await for_each((path for path in sorted(folder.rglob("*")) if path.is_file()), save_file)


async def restore(folder: Path) -> int:
    async def restore_file(name: str) -> bool:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            await _download(BUCKET, f"{PREFIX}{name}", target)
        except _botocore_error("NoSuchKey", "NoSuchBucket", "404"):
            print(f"{name} is gone", file=sys.stderr)
            return False
        return True

    names = [item.key.removeprefix(PREFIX) async for item in _iter_objects(BUCKET, PREFIX)]
    return await for_each(names, restore_file)


def main(arguments: list[str]) -> int:
    match arguments:
        case ["save", folder]:
            print(f"saved {asyncio.run(save(Path(folder)))} files")
        case ["restore", folder]:
            print(f"restored {asyncio.run(restore(Path(folder)))} files")
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
