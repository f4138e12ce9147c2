"""What type checkers make of programs that use the SDK: exact types for both kinds of operations."""

from __future__ import annotations

from pathlib import Path

import pytest

PROGRAM = """
import asyncio

import infrar
from infrar import storage
from infrar.aio import storage as aio
from typing_extensions import assert_type


def synchronous() -> None:
    assert_type(storage.read("reports", "a"), bytes)
    assert_type([item for item in storage.iter_objects("reports")], list[storage.ObjectInfo])
    assert_type(infrar.storage.presign("reports", "a").headers, dict[str, str])


async def asynchronous() -> None:
    assert_type(await aio.read("reports", "a"), bytes)
    assert_type([item async for item in aio.iter_objects("reports")], list[storage.ObjectInfo])
    assert_type(await infrar.aio.storage.exists("reports", "a"), bool)
    assert_type(await asyncio.gather(aio.read("reports", "a"), aio.stat("reports", "a")), tuple[bytes, aio.ObjectInfo])
    assert_type(asyncio.create_task(aio.write("reports", "a", b"")), asyncio.Task[None])
    try:
        await aio.delete("reports", "a", missing_ok=False)
    except aio.NotFound as error:
        assert_type(error, storage.NotFound)
"""
WRONG = """
from infrar.aio import storage


async def main() -> None:
    for item in storage.iter_objects("reports"):  # a synchronous loop
        print(item)
    content: bytes = storage.read("reports", "a")  # not awaited
    await storage.write("reports", "a", 1)
    await storage.read("reports", "a", 1)  # start is a keyword
    await storage.rename("reports", "a", "b")
"""


@pytest.fixture(scope="module")
def errors(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Where mypy, strictly, finds errors in both: "wrong.py:6"."""
    mypy = pytest.importorskip("mypy.api", reason="`pip install mypy` installs the type checker")
    folder = tmp_path_factory.mktemp("types")
    (folder / "right.py").write_text(PROGRAM, "utf-8")
    (folder / "wrong.py").write_text(WRONG, "utf-8")
    output, *_ = mypy.run(["--strict", "--config-file=", f"--cache-dir={folder}/cache", *map(str, folder.glob("*.py"))])
    assert "checked 2 source files" in output
    return [
        Path(place).name for place, error, _ in (line.partition(": error: ") for line in output.splitlines()) if error
    ]


def test_right_programs_have_exact_types(errors: list[str]) -> None:
    assert [place for place in errors if place.startswith("right")] == []


def test_wrong_programs_are_told(errors: list[str]) -> None:
    assert [place for place in errors if place.startswith("wrong")] == [
        f"wrong.py:{line}" for line in (6, 8, 9, 10, 11)
    ]
