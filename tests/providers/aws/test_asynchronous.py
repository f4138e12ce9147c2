"""What only asynchronous functions have to get right: event loops, tasks at once, cancellation, bodies that break off."""

import asyncio
import gc
import os
import threading
import warnings
import weakref
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.kit.servers import MotoServer
from tests.providers.aws import native

pytestmark = pytest.mark.filterwarnings("error")  # sessions and connections that nothing closes are warnings
MiB = 1024 * 1024


@pytest.fixture
def aio(environment: None) -> Iterator[ModuleType]:
    """The asynchronous functions; at the end of a test no client is open."""
    module = native.load("aio.storage")
    yield module
    gc.collect()
    assert module._s3_clients == {}


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A file that goes up in three parts."""
    (path := tmp_path / "large").write_bytes(os.urandom(17 * MiB))
    return path


def run(main: Awaitable[Any]) -> Any:
    return asyncio.run(main, debug=True)  # type: ignore[arg-type]  # coroutines, all of them


def test_every_loop_has_one_client(aio: ModuleType, bucket: str) -> None:
    async def client() -> Any:
        first, second = await asyncio.gather(aio._s3(), aio._s3())
        assert first is second is await aio._s3()
        await aio.write(bucket, "a", b"content")
        assert await aio.read(bucket, "a") == b"content"
        return first

    assert run(client()) is not run(client())


def test_loops_in_threads(aio: ModuleType, bucket: str) -> None:
    async def work(name: str) -> None:
        await asyncio.gather(*(aio.write(bucket, f"{name}/{number}", name) for number in range(5)))

    threads = [threading.Thread(target=asyncio.run, args=[work(f"thread-{number}")]) for number in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(asyncio.run(aio.list_objects(bucket))) == 20


def test_fifty_tasks_at_once(aio: ModuleType, bucket: str, tmp_path: Path) -> None:
    async def there_and_back(number: int) -> bytes:
        (tmp_path / f"{number}").write_text(f"{number}")
        await aio.upload(bucket, tmp_path / f"{number}", f"{number}")
        await aio.copy(bucket, f"{number}", f"copies/{number}")
        await aio.download(bucket, f"copies/{number}", tmp_path / f"{number}")
        return (tmp_path / f"{number}").read_bytes()

    async def main() -> None:
        assert await asyncio.gather(*map(there_and_back, range(50))) == [b"%d" % number for number in range(50)]

    run(main())


def test_who_is_cancelled_while_the_client_opens_takes_it_from_nobody(aio: ModuleType, bucket: str) -> None:
    async def main() -> None:
        first, second = (asyncio.create_task(aio.exists(bucket, "a")) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        assert await second is False
        assert first.cancelled()

    run(main())


def test_a_client_that_can_not_be_opened_is_tried_again(
    aio: ModuleType, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def main() -> None:
        with monkeypatch.context() as patch:
            patch.setenv("AWS_ENDPOINT_URL", "nonsense")
            calls = (aio.exists(bucket, "a") for _ in range(2))
            assert [type(each) for each in await asyncio.gather(*calls, return_exceptions=True)] == [ValueError] * 2
        assert await aio.exists(bucket, "a") is False

    run(main())


def test_a_loop_that_was_not_ended_is_forgotten(aio: ModuleType, bucket: str) -> None:
    loop = asyncio.new_event_loop()
    loop.run_until_complete(aio.exists(bucket, "a"))
    loop.close()
    closed = weakref.ref(loop)
    del loop
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it is the program that left them open
        run(aio.exists(bucket, "a"))
        gc.collect()
    assert closed() is None


def test_iterators_that_are_left(aio: ModuleType, bucket: str) -> None:
    async def main() -> Any:
        for number in range(3):
            await aio.write(bucket, f"{number}", b"")
        async for item in aio.iter_objects(bucket):
            assert item.key == "0"
            break
        unfinished = aio.iter_objects(bucket)
        await anext(unfinished)
        return unfinished

    run(main())


STAGES = ["before-call.s3.CreateMultipartUpload", "after-call.s3.CreateMultipartUpload"]
STAGES += ["before-call.s3.UploadPart", "after-call.s3.UploadPart", "before-call.s3.CompleteMultipartUpload"]


@pytest.mark.parametrize("stage", STAGES)
def test_a_cancelled_upload_leaves_nothing(
    aws: MotoServer, aio: ModuleType, bucket: str, large: Path, stage: str
) -> None:
    run(_cancelled(aio, stage, lambda: aio.upload(bucket, large, "a")))
    assert aws.client().list_multipart_uploads(Bucket=bucket).get("Uploads", []) == []
    assert asyncio.run(aio.list_objects(bucket)) == []


@pytest.mark.parametrize("stage", ["before-call.s3.UploadPartCopy", "after-call.s3.UploadPartCopy"])
def test_a_cancelled_copy_in_parts_leaves_nothing(
    aws: MotoServer, aio: ModuleType, bucket: str, large: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    monkeypatch.setattr(aio, "_MAX_REQUEST", 3)
    asyncio.run(aio.upload(bucket, large, "a"))
    run(_cancelled(aio, stage, lambda: aio.copy(bucket, "a", "b")))
    assert aws.client().list_multipart_uploads(Bucket=bucket).get("Uploads", []) == []
    assert [item.key for item in asyncio.run(aio.list_objects(bucket))] == ["a"]


@pytest.mark.parametrize("stage", ["before-call.s3.GetObject", "after-call.s3.GetObject"])
def test_a_cancelled_download_leaves_files_as_they_were(
    aio: ModuleType, bucket: str, large: Path, tmp_path: Path, stage: str
) -> None:
    asyncio.run(aio.upload(bucket, large, "a"))
    (tmp_path / "there").write_bytes(b"what was there")
    for name in ("there", "new"):
        run(_cancelled(aio, stage, lambda name=name: aio.download(bucket, "a", tmp_path / name)))  # type: ignore[misc]
    assert (tmp_path / "there").read_bytes() == b"what was there"
    assert {each.name for each in tmp_path.iterdir()} == {"large", "there"}


@pytest.mark.parametrize("operation", ["CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload"])
def test_a_failed_upload_leaves_nothing(
    aws: MotoServer, aio: ModuleType, bucket: str, large: Path, operation: str
) -> None:
    def fail(**_: Any) -> None:
        raise aio.ClientError({"Error": {"Code": "SlowDown"}}, operation)

    async def main() -> None:
        (await aio._s3()).meta.events.register_last(f"before-call.s3.{operation}", fail)
        with pytest.raises(aio.ClientError, match="SlowDown"):
            await aio.upload(bucket, large, "a")

    run(main())
    assert aws.client().list_multipart_uploads(Bucket=bucket).get("Uploads", []) == []


def test_an_upload_that_can_not_even_be_abandoned_tells_what_failed_first(
    aio: ModuleType, bucket: str, large: Path
) -> None:
    def fail(model: Any, **_: Any) -> None:
        raise aio.ClientError({"Error": {"Code": f"Never{model.name}"}}, model.name)

    async def main() -> None:
        events = (await aio._s3()).meta.events
        for operation in ("UploadPart", "AbortMultipartUpload"):
            events.register_last(f"before-call.s3.{operation}", fail)
        with pytest.raises(aio.ClientError, match="NeverUploadPart"):
            await aio.upload(bucket, large, "a")

    run(main())


def test_at_most_four_parts_of_an_upload_are_in_memory(aio: ModuleType, bucket: str, tmp_path: Path) -> None:
    (tmp_path / "huge").write_bytes(os.urandom(41 * MiB))
    sizes: list[int] = []
    now: set[int] = set()

    async def main() -> None:
        events = (await aio._s3()).meta.events
        events.register("before-parameter-build.s3.UploadPart", lambda params, **_: begin(params))
        events.register("after-call.s3.UploadPart", lambda context, **_: now.pop())
        await aio.upload(bucket, tmp_path / "huge", "a")

    def begin(params: dict[str, Any]) -> None:
        now.add(params["PartNumber"])
        sizes.append(len(params["Body"]))
        assert len(now) <= 4

    run(main())
    assert sorted(sizes) == [MiB, *[8 * MiB] * 5]


@pytest.mark.parametrize("operation", ["read", "download"])
def test_a_body_that_breaks_off_is_unavailable(
    aio: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, operation: str
) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nsome of it")
        await writer.drain()
        writer.close()

    async def main() -> Exception:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        arguments = [tmp_path / "file"] if operation == "download" else []
        async with server:
            try:
                await getattr(aio, operation)("photos", "a", *arguments)
            except Exception as error:
                return error
        raise AssertionError("all of it was there")

    error = run(main())
    assert native.portable(aio, error) == ["Unavailable"]
    assert native.is_storage_error(aio, error)
    assert list(tmp_path.iterdir()) == []


async def _cancelled(aio: ModuleType, stage: str, call: Callable[[], Awaitable[None]]) -> None:
    """Await a call that is cancelled the first time that its requests get to this stage."""

    async def main() -> None:
        await call()

    def cancel(**_: Any) -> None:
        task.cancel()

    (await aio._s3()).meta.events.register_last(stage, cancel)
    task = asyncio.create_task(main())
    with pytest.raises(asyncio.CancelledError):
        await task
