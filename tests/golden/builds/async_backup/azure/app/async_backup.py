"""Back up a folder to object storage and restore it, many files at a time.

python async_backup.py save FOLDER
python async_backup.py restore FOLDER
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, TypeVar
from uuid import uuid4

from azure.core.exceptions import ResourceNotFoundError
from azure.identity.aio import DefaultAzureCredential as AsyncDefaultAzureCredential
from azure.storage.blob import ContentSettings
from azure.storage.blob.aio import BlobPrefix as AsyncBlobPrefix, BlobServiceClient as AsyncBlobServiceClient


class ObjectInfo(NamedTuple):
    """What is known about an object, or a common prefix of objects in a listing with a delimiter."""

    key: str
    size: int
    last_modified: datetime | None
    etag: str
    content_type: str | None
    metadata: dict[str, str] | None
    is_prefix: bool = False


_blob_clients: dict[asyncio.AbstractEventLoop, AsyncIterator[AsyncBlobServiceClient]] = {}


async def _open_blobs() -> AsyncIterator[AsyncBlobServiceClient]:
    """Yield a client whenever there is something to do; the event loop closes it with its generators, at its end."""
    if os.environ.get("AZURE_STORAGE_CONNECTION_STRING"):
        credential = None
        service = AsyncBlobServiceClient.from_connection_string(os.environ["AZURE_STORAGE_CONNECTION_STRING"])
    else:
        credential = AsyncDefaultAzureCredential()
        service = AsyncBlobServiceClient(os.environ["AZURE_STORAGE_ACCOUNT_URL"], credential=credential)
    try:
        while True:
            yield service
    finally:
        _blob_clients.pop(asyncio.get_running_loop(), None)
        await service.close()
        if credential is not None:
            await credential.close()


async def _blobs() -> AsyncBlobServiceClient:
    """The client of the running event loop, which is made when it is first asked for."""
    loop = asyncio.get_running_loop()
    if loop not in _blob_clients:
        for closed in [each for each in list(_blob_clients) if each.is_closed()]:
            _blob_clients.pop(closed, None)  # its generators were left open
        _blob_clients[loop] = _open_blobs()
    return await anext(_blob_clients[loop])  # waits for nothing, so tasks can't get in each other's way


async def _upload(
    bucket: str,
    source: str | os.PathLike[str],
    destination: str,
    *,
    content_type: str | None = None,
    metadata: dict[str, str] | None = None,
    if_not_exists: bool = False,
) -> None:
    """Store a local file as a blob; large files go up in blocks."""
    with open(source, "rb") as file:

        async def chunks() -> AsyncIterator[bytes]:
            while chunk := await asyncio.to_thread(file.read, 4 * 2**20):
                yield chunk

        blob = (await _blobs()).get_blob_client(bucket, destination)
        await blob.upload_blob(
            chunks(),
            length=os.fstat(file.fileno()).st_size,
            overwrite=not if_not_exists,
            content_settings=ContentSettings(content_type=content_type),
            metadata=metadata,
        )


async def _download(bucket: str, source: str, destination: str | os.PathLike[str]) -> None:
    """Store a blob as a local file, which is replaced when all of it is there and stays as it was after an error."""
    stream = await (await _blobs()).get_blob_client(bucket, source).download_blob()
    partial = f"{os.fspath(destination)}.{uuid4().hex[:8]}"
    try:
        with open(partial, "xb") as file:
            async for chunk in stream.chunks():
                await asyncio.to_thread(file.write, chunk)
        os.replace(partial, destination)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(partial)


async def _iter_objects(
    bucket: str, prefix: str = "", *, delimiter: str | None = None, limit: int | None = None
) -> AsyncIterator[ObjectInfo]:
    """Yield the blobs whose names begin with a prefix, in the order of their names, page by page."""
    if limit == 0:
        return
    container = (await _blobs()).get_container_client(bucket)
    if delimiter is None:
        pages = container.list_blobs(prefix, results_per_page=limit).by_page()
    else:
        pages = container.walk_blobs(prefix, delimiter=delimiter, results_per_page=limit).by_page()
    left = limit
    async for page in pages:
        # The client puts the prefixes of a page before its blobs.
        items = sorted([item async for item in page], key=lambda item: item.name)[:left]
        for item in items:
            if isinstance(item, AsyncBlobPrefix):
                yield ObjectInfo(item.name, 0, None, "", None, None, is_prefix=True)
            else:
                yield ObjectInfo(item.name, item.size, item.last_modified, item.etag.strip('"'), None, None)
        if left is not None and (left := left - len(items)) == 0:
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
        except ResourceNotFoundError:
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
