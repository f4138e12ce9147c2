"""What the asynchronous operations do on the local runtime: what the synchronous ones do, step by step."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from infrar import aio, errors, storage
from infrar._limits.storage import RULES
from infrar._local import drafts, listing, objects
from infrar._provider import Operations
from infrar.testing import local_runtime

LAZY = "iter_objects"

# One after another on an empty runtime; files are in the working directory.
STEPS: list[tuple[str, tuple[object, ...], dict[str, object]]] = [
    ("exists", ("reports", "a"), {}),
    ("read", ("reports", "a"), {}),
    ("stat", ("reports", "a"), {}),
    ("download", ("reports", "a", "out"), {}),
    ("delete", ("reports", "a"), {}),
    ("delete", ("reports", "a"), {"missing_ok": False}),
    ("copy", ("reports", "a", "b"), {}),
    ("move", ("reports", "a", "a"), {}),
    ("list_objects", ("reports",), {}),
    ("iter_objects", ("reports",), {}),
    ("write", ("reports", "a", "text é"), {"content_type": "text/plain", "metadata": {"k": "v"}}),
    ("write", ("reports", "a", b"other"), {"if_not_exists": True}),
    ("write", ("reports", "b/1", memoryview(b"abcdef")[::2]), {}),
    ("write", ("reports", "b/2", bytearray(b"2")), {"if_not_exists": True}),
    ("exists", ("reports", "a"), {}),
    ("read", ("reports", "a"), {"start": 2, "length": 3}),
    ("read", ("reports", "b/1"), {"start": 9}),
    ("stat", ("reports", "a"), {}),
    ("upload", ("reports", "in", "c"), {"content_type": "text/csv"}),
    ("upload", ("reports", Path("in"), "c"), {"if_not_exists": True}),
    ("upload", ("reports", "nothing", "c"), {}),
    ("upload", ("reports", ".", "c"), {}),
    ("download", ("reports", "c", "out"), {}),
    ("download", ("reports", "c", "missing/out"), {}),
    ("copy", ("reports", "a", "copied"), {"destination_bucket": "archive"}),
    ("move", ("reports", "c", "moved"), {}),
    ("move", ("reports", "moved", "moved"), {}),
    ("list_objects", ("reports", "b"), {}),
    ("list_objects", ("reports",), {"delimiter": "/", "limit": 2}),
    ("iter_objects", ("reports",), {"delimiter": "/"}),
    ("iter_objects", ("reports", "b/"), {"limit": 1}),
    ("iter_objects", ("reports",), {"limit": 0}),
    ("stat", ("archive", "copied"), {}),
    ("delete", ("reports", "a"), {"missing_ok": False}),
    ("presign", ("reports", "a"), {"expires": 0}),
    ("read", ("Reports", "a"), {}),
    ("write", ("reports", "/a", b""), {}),
    ("iter_objects", ("reports",), {"limit": -1}),
]


def outcome(call: Callable[[], object]) -> object:
    """What a call returns, without the time of it; or what it raises."""
    try:
        result = call()
    except (errors.InfrarError, OSError) as error:
        return type(error), str(error)
    if isinstance(result, storage.ObjectInfo):
        return result._replace(last_modified=None)
    return [outcome(lambda item=item: item) for item in result] if isinstance(result, list) else result


def synchronously(name: str, arguments: tuple[object, ...], options: dict[str, object]) -> object:
    result = getattr(storage, name)(*arguments, **options)
    return list(result) if name == LAZY else result


async def collected(name: str, arguments: tuple[object, ...], options: dict[str, object]) -> object:
    operation = getattr(aio.storage, name)
    if name == LAZY:
        return [item async for item in operation(*arguments, **options)]
    return await operation(*arguments, **options)


def asynchronously(name: str, arguments: tuple[object, ...], options: dict[str, object]) -> object:
    return asyncio.run(collected(name, arguments, options))


def test_every_step_does_the_same_in_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").write_bytes(b"from a file")
    transcripts = []
    for play in (synchronously, asynchronously):
        with local_runtime():
            lines = [(step, outcome(partial(play, *step))) for step in STEPS]
        transcripts.append([*lines, Path("out").read_bytes()])
        Path("out").unlink()
    assert transcripts[1] == transcripts[0]
    assert {name for name, _, _ in STEPS} == set(RULES)


@pytest.mark.usefixtures("infrar_local")
@pytest.mark.parametrize("name", RULES)
def test_every_operation_checks_its_arguments(name: str) -> None:
    rest: dict[str, Any] = {"upload": ("in", "a"), "download": ("a", "out"), "write": ("a", b"")}
    rest |= {"copy": ("a", "b"), "move": ("a", "b"), "list_objects": (), "iter_objects": ()}
    with pytest.raises(storage.InvalidArgument, match=rf"^storage\.{name}: bucket 'No bucket' is no bucket name"):
        asynchronously(name, ("No bucket", *rest.get(name, ("a",))), {})


def test_a_listing_is_refused_where_it_is_made() -> None:
    """As with the synchronous one: the line that has the wrong argument raises, not the one that asks for an item."""
    with pytest.raises(storage.InvalidArgument, match="limit -1 is negative"):
        aio.storage.iter_objects("reports", limit=-1)


@pytest.mark.parametrize("name", errors.__all__)
def test_every_portable_error_of_a_provider_arrives(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    error = storage.StorageError if name == "InfrarError" else getattr(storage, name)

    async def read(*_: object, **__: object) -> bytes:
        raise error("no")

    async def iter_objects(*_: object, **__: object) -> Any:
        raise error("no")
        yield

    operations = Operations("aio.storage")
    monkeypatch.setattr(aio.storage, "_operations", operations)
    monkeypatch.setitem(operations._loaded, "acme", {"read": read, "iter_objects": iter_objects})
    monkeypatch.setenv("INFRAR_PROVIDER", "acme")
    for operation in ("read", "iter_objects"):
        with pytest.raises(getattr(errors, name), match="no") as caught:
            asynchronously(operation, ("reports", "a"), {})
        assert type(caught.value) is error
    with pytest.raises(errors.Unsupported, match=r"aio\.storage\.stat has no"):
        asyncio.run(aio.storage.stat("reports", "a"))


FAILURES = [(28, storage.ResourceExhausted), (13, storage.PermissionDenied), (5, storage.Unavailable)]


@pytest.mark.parametrize(("number", "error"), FAILURES)
def test_a_failing_disk_is_a_portable_error(
    number: int, error: type[storage.StorageError], infrar_local: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(drafts.os, "replace", fail)
    with pytest.raises(error, match="local runtime: "):
        asyncio.run(aio.storage.write("reports", "a", b"new"))
    assert list((infrar_local / "storage" / "partial").iterdir()) == []


@pytest.mark.usefixtures("infrar_local")
def test_a_listing_that_fails_half_way_yields_what_came_before(monkeypatch: pytest.MonkeyPatch) -> None:
    for key in "abcdefg":
        storage.write("reports", key, b"")
    opened = objects.open_listed

    def fail_at_f(path: str) -> objects.OpenObject | None:
        if path.endswith("@f@"):
            raise storage.Unavailable("the disk is gone")
        return opened(path)

    monkeypatch.setattr(listing.objects, "open_listed", fail_at_f)

    async def main() -> str:
        seen = ""
        try:
            async for item in aio.storage.iter_objects("reports"):
                seen += item.key
        except storage.Unavailable as error:
            seen += f", {error}"
        return seen

    assert asyncio.run(main()) == "abcde, the disk is gone"


@pytest.mark.usefixtures("infrar_local")
def test_a_listing_reads_little_more_than_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps grow: the first item costs one file, and at most as many are read ahead as were asked for."""
    for number in range(300):
        storage.write("reports", f"{number:03}", b"")
    opened: list[str] = []
    open_listed = objects.open_listed

    def counted(path: str) -> objects.OpenObject | None:
        opened.append(path)
        return open_listed(path)

    monkeypatch.setattr(listing.objects, "open_listed", counted)

    async def main() -> list[int]:
        items = aio.storage.iter_objects("reports")
        counts = [len(opened)]
        async for item in items:
            if item.key in ("000", "001", "003", "099", "299"):
                counts.append(len(opened))
        return counts

    assert asyncio.run(main()) == [0, 1, 3, 7, 127, 300]


@pytest.mark.usefixtures("infrar_local")
def test_context_variables_reach_the_thread() -> None:
    folder: ContextVar[str] = ContextVar("folder")

    class InTheFolder:
        """A path that depends on who asks."""

        def __fspath__(self) -> str:
            return os.path.join(folder.get(), "nothing")  # noqa: PTH118  # it makes a str

    async def upload(name: str) -> str | None:
        folder.set(name)
        with pytest.raises(FileNotFoundError) as caught:
            await aio.storage.upload("reports", InTheFolder(), "a")
        return os.fspath(caught.value.filename)

    async def main() -> list[str | None]:
        return await asyncio.gather(*(upload(name) for name in "abc"))

    assert asyncio.run(main()) == [os.path.join(name, "nothing") for name in "abc"]  # noqa: PTH118


def test_operations_can_be_stored_and_passed(infrar_local: Path) -> None:
    table: dict[str, Callable[..., Coroutine[Any, Any, Any]]] = {"put": aio.storage.write, "get": aio.storage.read}

    async def main() -> bytes:
        await table["put"](data=b"1", path="a", bucket="reports")
        content: bytes = await table["get"]("reports", "a")
        return content

    assert asyncio.run(main()) == b"1"
    assert infrar_local.is_dir()
