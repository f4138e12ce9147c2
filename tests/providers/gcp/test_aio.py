"""What only asynchronous operations have to show: busy services, cancelled tasks, event loops and threads."""

import asyncio
import os
import random
import subprocess
import sys
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from types import ModuleType
from typing import Any

import aiohttp
import pytest
from google.api_core import exceptions as native_errors
from google.auth.exceptions import DefaultCredentialsError, RefreshError, TransportError

from infrar import storage as sdk
from infrar_engine.runtime import native_source
from tests.kit.gcs_fake import LOST, FakeGcs
from tests.providers.gcp import native
from tests.providers.gcp.conftest import Cloud

MiB = 2**20


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pause before a request is sent again: a pause is as long as chance says, up to a limit."""
    monkeypatch.setattr(random, "uniform", lambda low, high: low)


@pytest.fixture
def functions(aio_fake: Cloud) -> ModuleType:
    """The native functions as they are; `photos` has the object `a`."""
    aio_fake.storage.write("photos", "a", b"content", metadata={"k": "v"})
    return aio_fake.native


OPERATIONS: dict[str, Callable[[Any, Path], object]] = {
    "read": lambda storage, _: storage.read("photos", "a"),
    "write": lambda storage, _: storage.write("photos", "b", b"x" * MiB),
    "upload": lambda storage, folder: storage.upload("photos", folder / "file", "b"),
    "download": lambda storage, folder: storage.download("photos", "a", folder / "back"),
    "exists": lambda storage, _: storage.exists("photos", "a"),
    "stat": lambda storage, _: storage.stat("photos", "a"),
    "delete": lambda storage, _: storage.delete("photos", "a"),
    "copy": lambda storage, _: storage.copy("photos", "a", "b"),
    "list": lambda storage, _: storage.list_objects("photos"),
}


@pytest.mark.usefixtures("at_once", "functions")
@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS.keys())
@pytest.mark.parametrize("fault", [408, 429, 500, 502, 503, 504, LOST])
def test_a_service_that_cannot_answer_is_asked_again(
    aio_fake: Cloud, tmp_path: Path, operation: Callable[[Any, Path], object], fault: int | str
) -> None:
    (tmp_path / "file").write_bytes(b"content")
    server: Any = aio_fake.server
    expected = operation(aio_fake.storage, tmp_path)
    aio_fake.storage.write("photos", "a", b"content")
    server.faults.extend([fault, fault])
    found = operation(aio_fake.storage, tmp_path)
    assert not server.faults
    assert isinstance(found, (list, tuple)) or found == expected  # these say when it was written


@pytest.mark.usefixtures("functions")
@pytest.mark.parametrize(
    ("status", "error"), [(400, "InvalidArgument"), (403, "PermissionDenied"), (401, "Unauthenticated")]
)
def test_a_refusal_is_final(aio_fake: Cloud, status: int, error: str) -> None:
    server: Any = aio_fake.server
    server.faults.extend([status, None])
    with pytest.raises(getattr(sdk, error)):
        aio_fake.storage.read("photos", "a")
    assert len(server.faults) == 1


# The requests of an upload: one that begins it, and one for each of three chunks.
@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(
    "faults",
    [
        [],
        [503, LOST, None],
        [None, 503, 429],
        [None, LOST, LOST, 503],
        [None, None, LOST, 503, LOST],
        [None, None, None, 408],
        [None, None, None, LOST, LOST],
    ],
)
def test_a_large_file_goes_up_from_where_it_broke_off(
    aio_fake: Cloud, tmp_path: Path, faults: list[int | str | None]
) -> None:
    content = os.urandom(MiB) * 40
    (tmp_path / "large").write_bytes(content)
    server: Any = aio_fake.server
    server.faults.extend(faults)
    aio_fake.storage.upload("photos", tmp_path / "large", "large", content_type="image/png", metadata={"k": "v"})
    assert not server.faults
    stored = server.store.get("photos", "large")
    assert stored.data == content
    assert stored.fields == {"contentType": "image/png", "metadata": {"k": "v"}}


@pytest.mark.parametrize("size", [16 * MiB, 16 * MiB + 1, 32 * MiB])
def test_the_last_chunk_may_be_of_any_size(aio_fake: Cloud, tmp_path: Path, size: int) -> None:
    (tmp_path / "file").write_bytes(bytes(size))
    aio_fake.storage.upload("photos", tmp_path / "file", "a")
    assert aio_fake.storage.stat("photos", "a").size == size


def test_only_one_large_file_creates(aio_fake: Cloud, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(bytes(17 * MiB))
    aio_fake.storage.upload("photos", tmp_path / "file", "a", if_not_exists=True)
    with pytest.raises(sdk.AlreadyExists):
        aio_fake.storage.upload("photos", tmp_path / "file", "a", if_not_exists=True)


@pytest.mark.usefixtures("at_once")
def test_a_download_that_breaks_off_begins_again(
    aio_fake: Cloud, tmp_path: Path, functions: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, calls = asyncio.to_thread, []

    async def breaks_off(function: Callable[..., Any], *arguments: Any) -> Any:
        calls.append(await write(function, *arguments))
        if len(calls) == 1:
            raise aiohttp.ClientPayloadError("the connection ends")

    monkeypatch.setattr(asyncio, "to_thread", breaks_off)
    aio_fake.storage.download("photos", "a", tmp_path / "file")
    assert calls == [7, 7]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"file": b"content"}


@pytest.mark.parametrize("had", [{}, {"file": b"as it was"}])
def test_a_cancelled_download_leaves_what_was_there(
    aio_fake: Cloud, tmp_path: Path, functions: ModuleType, had: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, content in had.items():
        (tmp_path / name).write_bytes(content)

    async def cancel() -> None:
        task = asyncio.create_task(functions.download("photos", "a", tmp_path / "file"))

        async def stop(*_: object) -> None:
            task.cancel()
            await asyncio.sleep(0)

        monkeypatch.setattr(asyncio, "to_thread", stop)  # the first chunk is about to be written
        with pytest.raises(asyncio.CancelledError):
            await task

    aio_fake.storage.run(cancel())
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == had


def test_tasks_that_begin_together_share_a_session(functions: ModuleType) -> None:
    async def work() -> None:
        first, *others = [asyncio.create_task(functions.read("photos", "a")) for _ in range(50)]
        await asyncio.sleep(0)
        first.cancel()
        assert await asyncio.gather(*others) == [b"content"] * 49
        with pytest.raises(asyncio.CancelledError):
            await first
        assert list(functions._gcs_sessions) == [asyncio.get_running_loop()]

    _in_a_new_loop(functions, work())


def test_sessions_end_with_their_loops(functions: ModuleType) -> None:
    before = dict(functions._gcs_sessions)
    sessions: list[aiohttp.ClientSession] = []

    async def work() -> None:
        assert await functions.read("photos", "a") == b"content"
        sessions.append(await functions._session())

    def run() -> None:
        asyncio.run(work())
        asyncio.run(work())

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, sessions))) == len(sessions) == 6
    assert all(session.closed for session in sessions)
    assert functions._gcs_sessions == before


def test_a_loop_that_was_left_open_is_forgotten_with_the_next(functions: ModuleType) -> None:
    loop = asyncio.new_event_loop()
    session = loop.run_until_complete(functions._session())
    loop.run_until_complete(session.close())
    loop.close()
    assert loop in functions._gcs_sessions
    asyncio.run(functions.exists("photos", "a"))
    assert loop not in functions._gcs_sessions


def _in_a_new_loop(functions: ModuleType, work: Coroutine[Any, Any, None]) -> None:
    before = functions._gcs_sessions.copy()
    functions._gcs_sessions.clear()
    try:
        asyncio.run(work)
    finally:
        functions._gcs_sessions.update(before)


@pytest.fixture
def signed(gcs_fake: FakeGcs, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    """Native code with the credentials of a service account."""
    gcs_fake.reset()
    gcs_fake.create_bucket("photos")
    for name, value in gcs_fake.signing_environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("STORAGE_EMULATOR_HOST", raising=False)
    return Cloud(gcs_fake, *native.load("aio.storage"))


def test_tasks_that_begin_together_ask_for_one_token(signed: Cloud) -> None:
    async def work() -> None:
        await asyncio.gather(*(signed.native.write("photos", f"{number}", b"x") for number in range(20)))

    asyncio.run(work())
    server: Any = signed.server
    assert server.requests.count("POST /token") == 1
    assert len(server.store.page("photos", limit=5).items) == 5


@pytest.mark.usefixtures("at_once")
def test_a_token_that_cannot_be_had_is_asked_for_again(signed: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    credentials = signed.native.gcs._credentials
    refresh, faults = type(credentials).refresh, [TransportError("no connection")]

    def fails_first(self: Any, request: Any) -> None:
        if faults:
            raise faults.pop()
        refresh(self, request)

    monkeypatch.setattr(type(credentials), "refresh", fails_first)
    asyncio.run(signed.native.write("photos", "a", b"x"))
    assert not faults


def test_a_token_that_is_refused_is_no_reason_to_wait(signed: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(self: Any, request: Any) -> None:
        raise RefreshError("invalid_grant")

    monkeypatch.setattr(type(signed.native.gcs._credentials), "refresh", refuses)
    with pytest.raises(sdk.Unauthenticated):
        asyncio.run(signed.storage.write("photos", "a", b"x"))


class _Os(aiohttp.ClientOSError):
    pass


@pytest.mark.parametrize(
    ("error", "portable"),
    [
        (native_errors.from_http_status(404, ""), sdk.NotFound),
        (native_errors.from_http_status(412, ""), sdk.AlreadyExists),
        (native_errors.from_http_status(400, ""), sdk.InvalidArgument),
        (native_errors.from_http_status(401, ""), sdk.Unauthenticated),
        (DefaultCredentialsError("none"), sdk.Unauthenticated),
        (native_errors.from_http_status(403, ""), sdk.PermissionDenied),
        (native_errors.from_http_status(429, ""), sdk.ResourceExhausted),
        (native_errors.from_http_status(503, ""), sdk.Unavailable),
        (aiohttp.ClientOSError(111, "refused"), sdk.Unavailable),
        (_Os(111, "refused"), sdk.Unavailable),
        (aiohttp.ClientConnectionResetError("reset"), sdk.Unavailable),
        (aiohttp.ServerDisconnectedError("gone"), sdk.Unavailable),
        (aiohttp.ClientPayloadError("cut off"), sdk.Unavailable),
        (TransportError("no token"), sdk.Unavailable),
        (native_errors.from_http_status(504, ""), sdk.DeadlineExceeded),
        (aiohttp.SocketTimeoutError("slow"), sdk.DeadlineExceeded),
        (aiohttp.ConnectionTimeoutError("slow"), sdk.DeadlineExceeded),
        (native_errors.RetryError("given up", native_errors.from_http_status(429, "")), sdk.ResourceExhausted),
        (native_errors.RetryError("given up", aiohttp.ServerDisconnectedError("gone")), sdk.Unavailable),
        (native_errors.RetryError("given up", aiohttp.SocketTimeoutError("slow")), sdk.DeadlineExceeded),
        (aiohttp.InvalidURL("x"), sdk.StorageError),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else f"{type(value).__name__}-{value}"[:40],
)
def test_native_errors_are_portable_ones(aio_fake: Cloud, error: Exception, portable: type[Exception]) -> None:
    with pytest.raises(sdk.StorageError) as caught, aio_fake.native._infrar_errors():
        raise error
    assert type(caught.value) is portable


@pytest.mark.parametrize("reason", ["objectUnderActiveHold", "retentionPolicyNotMet"])
def test_protected_objects_are_a_failed_precondition(aio_fake: Cloud, reason: str) -> None:
    class Answer:
        status = 403

        async def text(self) -> str:
            return f'{{"error": {{"errors": [{{"reason": "{reason}"}}]}}}}'

    with pytest.raises(sdk.FailedPrecondition), aio_fake.native._infrar_errors():
        aio_fake.storage.run(aio_fake.native._check(Answer()))


def test_listings_are_lazy(functions: ModuleType, aio_fake: Cloud) -> None:
    server: Any = aio_fake.server
    server.requests.clear()
    items = functions.iter_objects("no-such-bucket")
    assert server.requests == []
    with pytest.raises(native_errors.NotFound):
        aio_fake.storage.run(anext(items))


def test_nothing_is_left_open(aio_fake: Cloud, tmp_path: Path) -> None:
    """Python tells about each session, connection and file that nobody closed."""
    program = """
import asyncio

async def work():
    await asyncio.gather(*(write("photos", f"{number}", b"x") for number in range(20)))
    async for item in iter_objects("photos"):
        break
    await download("photos", "1", "file")
    task = asyncio.create_task(read("photos", "1"))
    await asyncio.sleep(0)
    task.cancel()

asyncio.run(work())
asyncio.run(work())
"""
    (tmp_path / "program.py").write_text(native_source(native.rules("aio.storage")) + program)
    command = [sys.executable, "-X", "dev", "-W", "error::ResourceWarning", "-W", "ignore::ImportWarning", "program.py"]
    environment = {**os.environ, **aio_fake.server.environment}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    complaints = [line for line in done.stderr.splitlines() if "Unclosed" in line or "Warning" in line]
    assert (done.returncode, complaints) == (0, [])
