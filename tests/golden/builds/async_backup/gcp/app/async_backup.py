"""Back up a folder to object storage and restore it, many files at a time.

python async_backup.py save FOLDER
python async_backup.py restore FOLDER
"""

import asyncio
import io
import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple, TypeVar
from urllib.parse import quote
from uuid import uuid4

import aiohttp
from google.api_core.datetime_helpers import from_rfc3339
from google.api_core.exceptions import NotFound, from_http_status
from google.api_core.retry import AsyncRetry
from google.auth.exceptions import TransportError
from google.auth.transport.requests import Request
from google.cloud import storage

gcs = storage.Client()


class ObjectInfo(NamedTuple):
    """What is known about an object, or a common prefix of objects in a listing with a delimiter."""

    key: str
    size: int
    last_modified: datetime | None
    etag: str
    content_type: str | None
    metadata: dict[str, str] | None
    is_prefix: bool = False


_gcs_sessions: dict[asyncio.AbstractEventLoop, AsyncIterator[aiohttp.ClientSession]] = {}


async def _check(answer: aiohttp.ClientResponse) -> None:
    """Raise what the official client raises when the service refuses a request."""
    if answer.status >= 400:
        text = await answer.text()
        raise from_http_status(answer.status, text, response=SimpleNamespace(text=text))


async def _open_session() -> AsyncIterator[aiohttp.ClientSession]:
    """Yield a session whenever there is a request to send; the event loop closes it with its generators, at its end."""
    credentials: Any = gcs._credentials
    turn = asyncio.Lock()

    async def authorize(request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
        async with turn:
            if not credentials.valid:
                await asyncio.to_thread(credentials.refresh, Request())
        credentials.apply(request.headers)
        return await send(request)

    async with aiohttp.ClientSession(
        gcs.api_endpoint,
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=60, sock_read=60),
        middlewares=(authorize,),
        raise_for_status=_check,
        trust_env=True,  # proxies
    ) as session:
        try:
            while True:
                yield session
        finally:
            _gcs_sessions.pop(asyncio.get_running_loop(), None)


async def _session() -> aiohttp.ClientSession:
    """The session of the running event loop, which is opened when it is first asked for."""
    loop = asyncio.get_running_loop()
    if loop not in _gcs_sessions:
        for closed in [each for each in list(_gcs_sessions) if each.is_closed()]:
            _gcs_sessions.pop(closed, None)  # its generators were left open
        _gcs_sessions[loop] = _open_session()
    return await anext(_gcs_sessions[loop])  # waits for nothing, so tasks can't get in each other's way


def _is_passing(error: Exception) -> bool:
    """Whether a request that failed like this may succeed when it is sent again."""
    network = (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, TransportError)
    return isinstance(error, network) or getattr(error, "code", None) in (408, 429, 500, 502, 503, 504)


def _patiently(function: Any) -> Any:
    """The function, called again for two minutes as long as the service can't answer."""
    return AsyncRetry(_is_passing)(function)


@_patiently
async def _request(method: str, url: str, data: bytes | None = None, **options: Any) -> bytes:
    """Send a request and return the body of the answer."""
    body = None if data is None else io.BytesIO(data)
    async with (await _session()).request(method, url, data=body, **options) as answer:
        return await answer.read()


def _url(bucket: str, path: str) -> str:
    """Where an object is."""
    return f"/storage/v1/b/{bucket}/o/{quote(path, safe='')}"


def _resource(path: str, content_type: str | None, metadata: dict[str, str] | None) -> dict[str, Any]:
    """What the service is told about a new object."""
    resource = {"name": path, "contentType": content_type or "application/octet-stream"}
    return {**resource, "metadata": metadata} if metadata else resource


def _info(resource: dict[str, Any]) -> ObjectInfo:
    """What a listing says about an object."""
    updated = from_rfc3339(resource["updated"])
    return ObjectInfo(resource["name"], int(resource["size"]), updated, resource["etag"], None, None)


async def _upload(
    bucket: str,
    source: str | os.PathLike[str],
    destination: str,
    *,
    content_type: str | None = None,
    metadata: dict[str, str] | None = None,
    if_not_exists: bool = False,
) -> None:
    """Store a local file as an object; large files go up in chunks."""
    chunk_size = 16 * 2**20
    with open(source, "rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size <= chunk_size:
            data = await asyncio.to_thread(file.read)
            await _write(
                bucket, destination, data, content_type=content_type, metadata=metadata, if_not_exists=if_not_exists
            )
            return
        session = await _session()

        @_patiently
        async def begin() -> str:
            params = {"uploadType": "resumable"} | ({"ifGenerationMatch": "0"} if if_not_exists else {})
            resource = _resource(destination, content_type, metadata)
            async with session.post(f"/upload/storage/v1/b/{bucket}/o", params=params, json=resource) as answer:
                return answer.headers["Location"]

        @_patiently  # the service ignores what has arrived before
        async def put(span: str, chunk: bytes) -> int | None:
            headers = {"Content-Range": f"bytes {span}"}
            async with session.put(address, headers=headers, data=io.BytesIO(chunk)) as answer:
                if answer.status != 308:
                    return None
                arrived = answer.headers.get("Range", "bytes=0--1")  # none when nothing has arrived
                return int(arrived.removeprefix("bytes=0-")) + 1

        address = await begin()
        start = 0
        while start is not None:
            file.seek(start)
            chunk = await asyncio.to_thread(file.read, chunk_size)
            end = start + len(chunk)
            start = await put(f"{start}-{end - 1}/{size}" if chunk else f"*/{end}", chunk)


async def _download(bucket: str, source: str, destination: str | os.PathLike[str]) -> None:
    """Store an object as a local file, which is replaced when all of it is there and stays as it was after an error."""
    partial = f"{os.fspath(destination)}.{uuid4().hex[:8]}"

    @_patiently
    async def fetch() -> None:
        session = await _session()
        with open(partial, "wb") as file:
            async with session.get(_url(bucket, source), params={"alt": "media"}) as answer:
                async for chunk in answer.content.iter_chunked(2**20):
                    await asyncio.to_thread(file.write, chunk)

    try:
        await fetch()
        os.replace(partial, destination)
    except FileNotFoundError:
        await _request("GET", _url(bucket, source))  # a missing object counts for more than a missing folder
        raise
    finally:
        with suppress(FileNotFoundError):
            os.unlink(partial)


async def _write(
    bucket: str,
    path: str,
    data: str | bytes | bytearray | memoryview,
    *,
    content_type: str | None = None,
    metadata: dict[str, str] | None = None,
    if_not_exists: bool = False,
) -> None:
    """Store bytes, or a text as UTF-8, as an object."""
    resource = _resource(path, content_type, metadata)
    boundary = uuid4().hex
    parts = (
        f"--{boundary}\r\nContent-Type: application/json\r\n\r\n{json.dumps(resource)}\r\n".encode(),
        f"--{boundary}\r\nContent-Type: application/octet-stream\r\n\r\n".encode(),
        data.encode() if isinstance(data, str) else bytes(data),
        f"\r\n--{boundary}--\r\n".encode(),
    )
    await _request(
        "POST",
        f"/upload/storage/v1/b/{bucket}/o",
        params={"uploadType": "multipart"} | ({"ifGenerationMatch": "0"} if if_not_exists else {}),
        headers={"Content-Type": f"multipart/related; boundary={boundary}"},
        data=b"".join(parts),
    )


async def _iter_objects(
    bucket: str, prefix: str = "", *, delimiter: str | None = None, limit: int | None = None
) -> AsyncIterator[ObjectInfo]:
    """Yield the objects whose names begin with a prefix, in the order of their names, page by page."""
    params: dict[str, Any] = {
        "prefix": prefix,
        "fields": "nextPageToken,prefixes,items(name,size,updated,etag)",
    }
    if delimiter is not None:
        params["delimiter"] = delimiter
    while limit is None or limit > 0:
        if limit is not None:
            params["maxResults"] = min(limit, 1000)  # prefixes count for a page, too
        page = json.loads(await _request("GET", f"/storage/v1/b/{bucket}/o", params=params))
        items = [_info(resource) for resource in page.get("items", [])]
        items += [ObjectInfo(name, 0, None, "", None, None, is_prefix=True) for name in page.get("prefixes", [])]
        items = sorted(items, key=lambda item: item.key)[:limit]
        for item in items:
            yield item
        if "nextPageToken" not in page:
            return
        params["pageToken"] = page["nextPageToken"]
        limit = None if limit is None else limit - len(items)


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
        except NotFound:
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
