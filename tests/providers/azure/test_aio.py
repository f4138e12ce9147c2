"""What only asynchronous operations have to show: event loops, threads, cancelled tasks, the client's own coroutines."""

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError, ServiceResponseError
from azure.storage.blob.aio import ContainerClient, StorageStreamDownloader

from infrar_engine.plugins.forms import render
from infrar_engine.runtime import native_source
from tests.kit.blocking import Blocking
from tests.kit.servers import Azurite
from tests.providers.azure import native


@pytest.fixture
def functions(aio_blob_storage: Blocking, bucket: str) -> ModuleType:
    """The native functions as they are; the bucket has the object `a`."""
    aio_blob_storage.write(bucket, "a", b"content")
    module: ModuleType = aio_blob_storage.module
    return module


@pytest.mark.parametrize("had", [{}, {"target": b"as it was"}])
@pytest.mark.parametrize("error", [ServiceResponseError, asyncio.CancelledError])
def test_a_download_that_ends_early_leaves_what_was_there(
    functions: ModuleType,
    bucket: str,
    tmp_path: Path,
    had: dict[str, bytes],
    error: type[BaseException],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, content in had.items():
        (tmp_path / name).write_bytes(content)

    async def breaks_off(self: object) -> AsyncIterator[bytes]:
        yield b"x"
        raise error("connection lost")

    monkeypatch.setattr(StorageStreamDownloader, "chunks", breaks_off)
    with pytest.raises(error):
        asyncio.run(functions.download(bucket, "a", tmp_path / "target"))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == had


class _Blob:
    """A blob whose copy is still pending the first time it is asked."""

    url = "https://account.blob.core.windows.net/bucket/b"

    def __init__(self, ends_as: str) -> None:
        self.states = ["pending", ends_as]

    async def start_copy_from_url(self, url: str) -> dict[str, str]:
        return {"copy_status": "pending"}

    async def get_blob_properties(self) -> Any:
        state = self.states.pop(0)
        return type("Properties", (), {"copy": type("Copy", (), {"status": state})})


@pytest.mark.parametrize(("ends_as", "fails"), [("success", False), ("failed", True), ("aborted", True)])
def test_a_copy_that_takes_its_time_is_waited_for(
    functions: ModuleType, monkeypatch: pytest.MonkeyPatch, ends_as: str, fails: bool
) -> None:
    source, target = _Blob(ends_as), _Blob(ends_as)
    source.url += "-source"
    blobs = {"a": source, "b": target}
    waits: list[float] = []

    async def client() -> Any:
        return type("Blobs", (), {"get_blob_client": staticmethod(lambda bucket, key: blobs[key])})

    async def wait(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(functions, "_blobs", client)
    monkeypatch.setattr(functions, "asyncio", type("Asyncio", (), {"sleep": staticmethod(wait)}))
    if fails:
        with pytest.raises(HttpResponseError):
            asyncio.run(functions.copy("bucket", "a", "b"))
    else:
        asyncio.run(functions.copy("bucket", "a", "b"))
    assert target.states == []
    assert len(waits) == 2


@pytest.mark.parametrize("delimiter", [None, "/"])
@pytest.mark.parametrize("page_size", [1, 2, 3])
def test_pages_are_not_seen(
    aio_blob_storage: Blocking,
    bucket: str,
    delimiter: str | None,
    page_size: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for key in ("Z", "a", "a-b", "a/", "a/b", "a/c/d", "a0", "z", "é"):
        aio_blob_storage.write(bucket, key, b"x")
    whole = aio_blob_storage.list_objects(bucket, delimiter=delimiter)
    for name in ("list_blobs", "walk_blobs"):
        listing: Any = getattr(ContainerClient, name)

        def small(*arguments: Any, listing: Any = listing, **options: Any) -> Any:
            return listing(*arguments, **{**options, "results_per_page": page_size})

        monkeypatch.setattr(ContainerClient, name, small)
    assert aio_blob_storage.list_objects(bucket, delimiter=delimiter) == whole
    for limit in range(1, len(whole) + 2):
        assert aio_blob_storage.list_objects(bucket, delimiter=delimiter, limit=limit) == whole[:limit]


def test_listing_is_lazy(functions: ModuleType) -> None:
    async def first() -> None:
        items = functions.iter_objects("no-such-bucket")
        with pytest.raises(HttpResponseError):
            await anext(items)

    asyncio.run(first())


def test_without_an_account_key_links_are_signed_with_a_delegation_key(
    functions: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[datetime, datetime]] = []

    class Blobs:
        credential = object()
        account_name = "account"

        def get_blob_client(self, bucket: str, path: str) -> Any:
            return type("Blob", (), {"url": f"https://account.blob.core.windows.net/{bucket}/{path}"})

        async def get_user_delegation_key(self, start: datetime, expiry: datetime) -> Any:
            asked.append((start, expiry))
            key = {"signed_oid": "o", "signed_tid": "t", "signed_service": "b", "signed_version": "2026-02-06"}
            times = {"signed_start": "s", "signed_expiry": "e", "value": "a2V5"}
            return type("Key", (), {**key, **times, "signed_delegated_user_tid": None})

    async def client() -> Any:
        return Blobs()

    monkeypatch.setattr(functions, "_blobs", client)
    for expires in (1, 3600, 7 * 24 * 3600):
        link = asyncio.run(functions.presign("photos", "a.jpg", expires=expires))
        assert link.url.startswith("https://account.blob.core.windows.net/photos/a.jpg?")
        assert "skoid=o" in link.url
        start, expiry = asked.pop()
        assert start <= datetime.now(timezone.utc) < expiry
        assert expiry - start <= timedelta(days=7)


def test_tasks_that_begin_together_share_a_client(functions: ModuleType, bucket: str) -> None:
    before = dict(functions._blob_clients)

    async def work() -> None:
        first, *others = [asyncio.create_task(functions.read(bucket, "a")) for _ in range(50)]
        await asyncio.sleep(0)
        first.cancel()
        assert await asyncio.gather(*others) == [b"content"] * 49
        with pytest.raises(asyncio.CancelledError):
            await first
        assert functions._blob_clients.keys() - before.keys() == {asyncio.get_running_loop()}

    asyncio.run(work())


def test_clients_end_with_their_loops(functions: ModuleType, bucket: str) -> None:
    before = dict(functions._blob_clients)
    clients: list[Any] = []

    async def work() -> None:
        assert await functions.read(bucket, "a") == b"content"
        clients.append(await functions._blobs())

    def run() -> None:
        asyncio.run(work())
        asyncio.run(work())

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, clients))) == len(clients) == 6
    assert functions._blob_clients == before


def test_a_loop_that_was_left_open_is_forgotten_with_the_next(functions: ModuleType, bucket: str) -> None:
    loop = asyncio.new_event_loop()
    loop.run_until_complete(functions._blobs())
    loop.close()
    assert loop in functions._blob_clients
    asyncio.run(functions.exists(bucket, "a"))
    assert loop not in functions._blob_clients


@pytest.fixture
def without_a_key(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As in the cloud: an address, and whatever identity there is."""
    monkeypatch.delenv("AZURE_STORAGE_CONNECTION_STRING")
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_URL", "https://account.blob.core.windows.net")
    return


@pytest.mark.usefixtures("without_a_key")
def test_in_the_cloud_the_credential_ends_with_the_loop(functions: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[object] = []

    class Credential:
        async def get_token(self, *scopes: str, **options: Any) -> Any: ...

        async def close(self) -> None:
            closed.append(self)

    monkeypatch.setattr(functions, "AsyncDefaultAzureCredential", Credential)

    async def work() -> str:
        return str((await functions._blobs()).url)

    assert asyncio.run(work()) == "https://account.blob.core.windows.net/"
    assert len(closed) == 1


@pytest.mark.parametrize(
    ("operation", "given", "left"),
    [
        ("write", {"data": "b'new'"}, b"new"),
        ("write", {"data": "'é'", "content_type": "'text/plain'", "metadata": "{'k': 'v'}"}, b"\xc3\xa9"),
        ("delete", {}, None),
        ("delete", {"missing_ok": "False"}, None),
    ],
)
def test_forms(
    aio_blob_storage: Blocking, bucket: str, operation: str, given: dict[str, str], left: bytes | None
) -> None:
    aio_blob_storage.write(bucket, "a", b"old")
    _run(aio_blob_storage, operation, {"bucket": repr(bucket), "path": "'a'", **given})
    assert aio_blob_storage.exists(bucket, "a") == (left is not None)
    if left is not None:
        info = aio_blob_storage.stat(bucket, "a")
        assert aio_blob_storage.read(bucket, "a") == left
        assert info.content_type == ("text/plain" if "content_type" in given else "application/octet-stream")
        assert info.metadata == ({"k": "v"} if "metadata" in given else {})


def test_forms_and_what_is_or_is_not_there(aio_blob_storage: Blocking, bucket: str, fails_with: Any) -> None:
    given = {"bucket": repr(bucket), "path": "'a'"}
    _run(aio_blob_storage, "delete", given)
    assert fails_with(_run, aio_blob_storage, "delete", {**given, "missing_ok": "False"}) == ["NotFound"]
    new = {**given, "data": "b'x'", "if_not_exists": "True"}
    _run(aio_blob_storage, "write", new)
    assert fails_with(_run, aio_blob_storage, "write", new) == ["AlreadyExists"]


def _run(functions: Blocking, operation: str, arguments: dict[str, str]) -> None:
    """An operation's statement form, as it would stand in a coroutine of a program."""
    rule = native.rules("aio.storage").rule(operation)
    assert rule is not None
    text = render(rule.inline[0], arguments, lambda name: f"{name}_here")
    body = "\n".join(f"    {line}" for line in text.splitlines())
    namespace = dict(vars(functions.module))
    exec(f"async def program():\n{body}\n", namespace)
    functions.run(namespace["program"]())


def test_nothing_is_left_open(azurite: Azurite, bucket: str, tmp_path: Path) -> None:
    """Python tells about each session, connection and file that nobody closed."""
    program = f"""
import asyncio

async def work():
    await asyncio.gather(*(write("{bucket}", f"{{number}}", b"x") for number in range(20)))
    async for item in iter_objects("{bucket}"):
        break
    await download("{bucket}", "1", "file")
    task = asyncio.create_task(read("{bucket}", "1"))
    await asyncio.sleep(0)
    task.cancel()

asyncio.run(work())
asyncio.run(work())
"""
    (tmp_path / "program.py").write_text(native_source(native.rules("aio.storage")) + program)
    command = [sys.executable, "-X", "dev", "-W", "error::ResourceWarning", "program.py"]
    environment = {**os.environ, **azurite.environment}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    complaints = [line for line in done.stderr.splitlines() if "Unclosed" in line or "Warning" in line]
    assert (done.returncode, complaints) == (0, [])
