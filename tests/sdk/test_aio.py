"""`infrar.aio.storage` on the local runtime: the surface of `infrar.storage`, awaited. What operations do is in the conformance suite."""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from infrar import aio, storage
from infrar.testing import local_runtime

LAZY = "iter_objects"
OPERATIONS = [name for name in storage.__all__ if inspect.isfunction(getattr(storage, name))]


@pytest.fixture(autouse=True)
def _empty() -> Iterator[None]:
    with local_runtime():
        yield


def test_it_exports_the_same_names() -> None:
    assert aio.storage.__all__ == storage.__all__


@pytest.mark.parametrize("name", [n for n in storage.__all__ if n not in OPERATIONS])
def test_types_and_errors_are_the_very_same(name: str) -> None:
    assert getattr(aio.storage, name) is getattr(storage, name)


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_has_the_same_parameters_and_documentation(name: str) -> None:
    ours, theirs = getattr(aio.storage, name), getattr(storage, name)
    assert inspect.signature(ours).parameters == inspect.signature(theirs).parameters
    assert inspect.iscoroutinefunction(ours) is (name != LAZY)
    returns = theirs.__annotations__["return"]
    assert ours.__annotations__["return"] == (f"Async{returns}" if name == LAZY else returns)
    assert (ours.__doc__ or "").split("Raises:")[1:] == (theirs.__doc__ or "").split("Raises:")[1:]


def test_the_event_loop_goes_on_while_a_file_is_written() -> None:
    async def main() -> list[str]:
        seen: list[str] = []

        async def tick() -> None:
            while len(seen) < 3:
                seen.append(threading.current_thread().name)
                await asyncio.sleep(0)

        await asyncio.gather(aio.storage.write("reports", "a", b"x" * 5_000_000), tick())
        return seen

    assert asyncio.run(main()) == [threading.main_thread().name] * 3


def test_a_listing_is_fetched_on_the_way_and_can_be_left() -> None:
    async def main() -> tuple[list[str], int]:
        await asyncio.gather(*(aio.storage.write("reports", f"{n:03}", b"") for n in range(250)))
        first = []
        listing = aio.storage.iter_objects("reports")
        async for item in listing:
            first.append(item.key)
            if len(first) == 2:
                break
        await listing.aclose()  # type: ignore[attr-defined]  # it is a generator
        return first, len([item async for item in aio.storage.iter_objects("reports")])

    assert asyncio.run(main()) == (["000", "001"], 250)


def test_who_is_cancelled_is_told_when_the_operation_has_ended(tmp_path: Path) -> None:
    storage.write("reports", "big", b"x" * 20_000_000)
    target = tmp_path / "big.bin"

    async def main() -> set[str]:
        task = asyncio.create_task(aio.storage.download("reports", "big", target))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return {path.name for path in tmp_path.iterdir()}

    assert asyncio.run(main()) <= {"big.bin"}  # whole, or not there: no draft is left beside it


def test_an_error_after_a_cancellation_is_nobodys(capfd: pytest.CaptureFixture[str]) -> None:
    async def main() -> None:
        task = asyncio.create_task(aio.storage.read("reports", "none"))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main(), debug=True)
    assert "never retrieved" not in capfd.readouterr().err


def test_arguments_are_checked() -> None:
    async def main() -> None:
        await aio.storage.write("reports", "/absolute", b"")

    with pytest.raises(aio.storage.InvalidArgument, match="path"):
        asyncio.run(main())


def test_the_testing_fixture_serves_coroutines(infrar_local: object) -> None:
    async def main() -> bool:
        await aio.storage.write("reports", "a", b"")
        return await aio.storage.exists("reports", "a")

    assert asyncio.run(main())
