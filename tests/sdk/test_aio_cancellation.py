"""A cancelled operation ends before its task does, and leaves nothing half-done: no draft, no partial file, no thread."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from infrar import storage
from infrar._local import drafts, listing, objects
from infrar.aio import storage as aio

SECONDS = 30  # far more than anything here takes


class Gate:
    """Where a worker thread waits, once, until the test lets it go on."""

    def __init__(self) -> None:
        self.reached, self.opened = threading.Event(), threading.Event()

    def wait(self) -> None:
        self.reached.set()
        assert self.opened.wait(SECONDS)

    async def until_reached(self) -> None:
        """Wait in a thread of its own: the loop's may all be taken."""
        with ThreadPoolExecutor(1) as own:
            assert await asyncio.get_running_loop().run_in_executor(own, self.reached.wait, SECONDS)


@pytest.fixture
def user(tmp_path: Path, infrar_local: Path) -> Path:
    """A folder of the user's with a file of three pieces; and objects, one of them as large."""
    folder = tmp_path / "user"
    folder.mkdir()
    (folder / "in").write_bytes(b"x" * 3000)
    storage.write("reports", "a", b"old")
    storage.write("reports", "big", b"y" * 3000)
    assert infrar_local.is_dir()
    return folder


def state(user: Path) -> dict[str, bytes]:
    """Every file there is: the user's, the objects', and drafts of either."""
    folders = (user, Path(os.environ["INFRAR_HOME"]))
    return {str(path): path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def gate(user: Path, monkeypatch: pytest.MonkeyPatch) -> Gate:
    """Pieces have 1,000 bytes; the first operation waits when it has its first and before it goes on with its second."""
    assert user.is_dir()
    gate, pieces = Gate(), []
    add, read = drafts.Draft.add, objects.OpenObject.read

    def wait_at_the_second(piece: object) -> None:
        pieces.append(piece)
        if len(pieces) == 2:
            gate.wait()

    def add_slowly(self: drafts.Draft, content: bytes | bytearray) -> None:
        wait_at_the_second(content)
        add(self, content)

    def read_slowly(self: objects.OpenObject, start: int, length: int | None) -> bytes:
        wait_at_the_second(start)
        return read(self, start, length)

    monkeypatch.setattr(objects, "CHUNK", 1000)
    monkeypatch.setattr(drafts.Draft, "add", add_slowly)
    monkeypatch.setattr(objects.OpenObject, "read", read_slowly)
    return gate


async def turns(count: int = 5) -> None:
    """Let everything else that is ready run."""
    for _ in range(count):
        await asyncio.sleep(0)


STREAMED: dict[str, Callable[[Path], Awaitable[None]]] = {
    "upload": lambda user: aio.upload("reports", user / "in", "a"),
    "upload if_not_exists": lambda user: aio.upload("reports", user / "in", "new", if_not_exists=True),
    "download": lambda user: aio.download("reports", "big", user / "out"),
    "download over a file": lambda user: aio.download("reports", "big", user / "in"),
    "copy": lambda user: aio.copy("reports", "big", "a"),
    "move": lambda user: aio.move("reports", "big", "a"),
}


@pytest.mark.parametrize("name", STREAMED)
def test_half_way_the_operation_stops_and_cleans_up_before_its_task_ends(name: str, user: Path, gate: Gate) -> None:
    before = state(user)

    async def main() -> None:
        task = asyncio.ensure_future(STREAMED[name](user))
        await gate.until_reached()
        for _ in range(3):  # told more than once, it waits all the same
            task.cancel()
            await turns()
            assert not task.done()
        gate.opened.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert state(user) == before

    asyncio.run(main(), debug=True)
    assert state(user) == before


def test_too_late_it_has_happened_and_the_task_is_cancelled_all_the_same(
    user: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, replace = Gate(), os.replace

    def replace_and_wait(source: str, target: str) -> None:
        replace(source, target)
        gate.wait()

    monkeypatch.setattr(drafts.os, "replace", replace_and_wait)

    async def main() -> None:
        task = asyncio.create_task(aio.upload("reports", user / "in", "a"))
        await gate.until_reached()
        task.cancel()
        await turns()
        gate.opened.set()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert storage.read("reports", "a") == b"x" * 3000


def test_before_a_thread_is_free_it_never_begins(user: Path) -> None:
    """A task that is cancelled while every thread is busy doesn't wait for one."""
    before, gate = state(user), Gate()

    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(1))
        busy = loop.run_in_executor(None, gate.wait)
        tasks = [asyncio.create_task(aio.write("reports", f"{number}", b"new")) for number in range(20)]
        await gate.until_reached()
        for task in tasks:
            task.cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        assert {type(outcome) for outcome in outcomes} == {asyncio.CancelledError}
        gate.opened.set()
        await busy

    asyncio.run(main(), debug=True)
    assert state(user) == before


def test_what_its_operation_raised_meanwhile_is_dropped(user: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gate, problems = Gate(), []

    def fail(_: str) -> None:
        gate.wait()
        raise OSError(5, "the disk is gone")

    monkeypatch.setattr(objects, "OpenObject", fail)

    async def main() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: problems.append(context["message"]))
        task = asyncio.create_task(aio.read("reports", "a"))
        await gate.until_reached()
        task.cancel()
        await turns()
        gate.opened.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        del task
        gc.collect()

    asyncio.run(main())
    assert problems == []
    assert user.is_dir()


def test_a_deadline_ends_it(user: Path, gate: Gate) -> None:
    before = state(user)

    async def main() -> None:
        upload = asyncio.create_task(aio.upload("reports", user / "in", "a"))
        await gate.until_reached()
        waiting = asyncio.create_task(asyncio.wait_for(upload, timeout=0.001))
        await turns()  # the deadline's timer is set, and comes before the one that lets the operation go on
        asyncio.get_running_loop().call_later(0.01, gate.opened.set)
        with pytest.raises(asyncio.TimeoutError):
            await waiting
        assert state(user) == before

    asyncio.run(main())


def test_a_loop_that_ends_takes_its_tasks_along(user: Path, gate: Gate) -> None:
    """`asyncio.run` cancels what is left; when it returns, nothing goes on in a thread."""
    before = state(user)
    background = []

    async def main() -> None:
        background.append(asyncio.create_task(aio.upload("reports", user / "in", "a")))
        await gate.until_reached()
        asyncio.get_running_loop().call_soon(lambda: asyncio.get_running_loop().call_soon(gate.opened.set))

    asyncio.run(main())
    assert background[0].cancelled()
    assert state(user) == before


def test_a_listing_that_is_cancelled_is_over(user: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gate, opened = Gate(), objects.open_listed

    def wait_and_open(path: str) -> objects.OpenObject | None:
        gate.wait()
        return opened(path)

    monkeypatch.setattr(listing.objects, "open_listed", wait_and_open)

    async def main() -> None:
        items = aio.iter_objects("reports")
        task = asyncio.ensure_future(anext(items))
        await gate.until_reached()
        task.cancel()
        await turns()
        gate.opened.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert [item async for item in items] == []

    asyncio.run(main())
    assert user.is_dir()


def test_a_long_list_is_given_up_between_two_objects(user: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gate, opened, open_listed = Gate(), [], objects.open_listed

    def wait_and_open(path: str) -> objects.OpenObject | None:
        opened.append(path)
        gate.wait()
        return open_listed(path)

    monkeypatch.setattr(listing.objects, "open_listed", wait_and_open)

    async def main() -> None:
        task = asyncio.create_task(aio.list_objects("reports"))
        await gate.until_reached()
        task.cancel()
        await turns()
        gate.opened.set()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert len(opened) == 1
    assert user.is_dir()
