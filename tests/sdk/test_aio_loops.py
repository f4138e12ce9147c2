"""Event loops: many tasks in one, one after another, several at once, in several processes; nothing is left of any."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import infrar
from infrar import storage
from infrar.aio import storage as aio
from tests.sdk.test_processes import go, start

SDK = str(Path(infrar.__file__).parent.parent)

pytestmark = pytest.mark.usefixtures("infrar_local")


async def fill(prefix: str, count: int) -> list[bytes]:
    await asyncio.gather(*(aio.write("reports", f"{prefix}/{number:03}", str(number)) for number in range(count)))
    return await asyncio.gather(*(aio.read("reports", f"{prefix}/{number:03}") for number in range(count)))


def written(count: int) -> list[bytes]:
    return [str(number).encode() for number in range(count)]


def test_many_tasks_at_once() -> None:
    assert asyncio.run(fill("a", 300)) == written(300)
    assert len(storage.list_objects("reports")) == 300


def test_of_many_tasks_one_creates_the_object() -> None:
    async def main() -> list[object]:
        writes = [aio.write("reports", "a", str(number), if_not_exists=True) for number in range(50)]
        return [*await asyncio.gather(*writes, return_exceptions=True)]

    outcomes = asyncio.run(main())
    (winner,) = (number for number, outcome in enumerate(outcomes) if outcome is None)
    assert [type(outcome) for outcome in outcomes].count(storage.AlreadyExists) == 49
    assert storage.read("reports", "a") == str(winner).encode()


def test_readers_see_whole_objects_while_tasks_write() -> None:
    async def write(letter: str) -> None:
        for size in range(1, 40):
            await aio.write("reports", "a", letter * size * 100)

    async def read() -> None:
        for _ in range(60):
            assert len(set(await aio.read("reports", "a"))) == 1

    async def main() -> None:
        await aio.write("reports", "a", "x")
        await asyncio.gather(write("y"), write("z"), read(), read())

    asyncio.run(main())


def test_one_loop_after_another() -> None:
    for number in range(5):
        assert asyncio.run(fill(str(number), 10)) == written(10)


def test_loops_in_threads_at_once() -> None:
    together = threading.Barrier(6)

    def run(name: str) -> list[bytes]:
        together.wait(30)
        return asyncio.run(fill(name, 30))

    with ThreadPoolExecutor(6) as threads:
        assert list(threads.map(run, "abcdef")) == [written(30)] * 6
    assert len(storage.list_objects("reports")) == 180


def test_synchronous_operations_in_between() -> None:
    """Both work on the same objects, and see what the other wrote."""

    async def main() -> None:
        storage.write("reports", "a", b"1")
        assert await aio.read("reports", "a") == b"1"
        await aio.write("reports", "a", b"2")
        assert storage.read("reports", "a") == b"2"

    asyncio.run(main())


def test_several_processes_of_many_tasks() -> None:
    code = """
import asyncio
from infrar import aio

async def lock(number):
    try:
        await aio.storage.write("reports", f"lock/{number}", sys.argv[1], if_not_exists=True)
        return [number]
    except aio.storage.AlreadyExists:
        return []

async def main():
    print(*sum(await asyncio.gather(*map(lock, range(100))), []))

asyncio.run(main())
"""
    won = [output.split() for output in go(*[start(code, name) for name in "abc"])]
    assert sorted(int(number) for numbers in won for number in numbers) == list(range(100))
    for name, numbers in zip("abc", won, strict=True):
        assert all(storage.read("reports", f"lock/{number}") == name.encode() for number in numbers)


ENDINGS = {
    "everything awaited": """
await storage.write("reports", "new", b"1")
assert await storage.read("reports", "new") == b"1"
assert (await storage.presign("reports", "new")).method == "GET"
""",
    "a listing left by break": """
async for item in storage.iter_objects("reports"):
    break
""",
    "a listing kept, and never ended": """
global items
items = storage.iter_objects("reports")
assert (await items.__anext__()).key == "000"
""",
    "a listing closed": """
items = storage.iter_objects("reports")
await items.__anext__()
await items.aclose()
assert [item async for item in items] == []
""",
    "a listing never begun": """
storage.iter_objects("reports")
""",
    "a listing left by an error": """
try:
    async for item in storage.iter_objects("reports"):
        await storage.read("reports", "nothing")
except storage.NotFound:
    pass
""",
    "tasks left behind": """
global tasks
tasks = [asyncio.create_task(storage.write("reports", str(n), b"x" * 100_000)) for n in range(50)]
await asyncio.sleep(0)
""",
    "a failing task among others": """
try:
    await asyncio.gather(*(storage.read("reports", key) for key in ("000", "nothing", "001", "002")))
except storage.NotFound:
    pass
""",
}


@pytest.mark.parametrize("flags", [("-W", "error"), ("-X", "dev", "-W", "error")], ids=["", "development mode"])
def test_however_a_loop_ends_python_has_nothing_to_complain_about(flags: tuple[str, ...], infrar_local: Path) -> None:
    """No ResourceWarning, no task or error that nobody asked for, no thread; in a debugging loop, too."""
    for number in range(5):
        storage.write("reports", f"{number:03}", b"1")
    program = "import asyncio, gc, sys, threading\n" + f"sys.path.insert(0, {SDK!r})\n"
    program += "from infrar.aio import storage\n"
    for number, body in enumerate(ENDINGS.values()):
        lines = ["asyncio.get_running_loop().slow_callback_duration = 3600", *body.strip().splitlines()]
        program += "\n".join([f"async def main_{number}():", *(f"    {line}" for line in lines), ""])
        program += f"asyncio.run(main_{number}())\nasyncio.run(main_{number}())\n"
    program += "gc.collect()\nprint(*[t.name for t in threading.enumerate() if 'asyncio' in t.name], 'done')\n"
    done = subprocess.run(
        [sys.executable, "-I", "-S", *flags, "-c", program],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "INFRAR_HOME": str(infrar_local)},
    )
    assert (done.stderr, done.stdout, done.returncode) == ("", "done\n", 0)
    assert list((infrar_local / "storage" / "partial").iterdir()) == []
