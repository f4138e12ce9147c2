"""Caches on the local runtime: what `infrar.cache` says, as examples."""

from __future__ import annotations

import asyncio
import inspect
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from typing import Any

import pytest

from infrar import aio, cache
from infrar._limits.cache import TTL_SECONDS, VALUE_BYTES
from infrar._local.database import Database
from infrar.testing import pass_time

pytestmark = pytest.mark.usefixtures("infrar_local")

SIGNATURES = {
    "get": "(cache, key)",
    "set": "(cache, key, value, *, ttl=None)",
    "delete": "(cache, key)",
    "incr": "(cache, key, by=1)",
}


@pytest.mark.parametrize("module", [cache, aio.cache])
@pytest.mark.parametrize("name", SIGNATURES)
def test_signatures(module: Any, name: str) -> None:
    signature = inspect.signature(getattr(module, name))
    bare = [parameter.replace(annotation=parameter.empty) for parameter in signature.parameters.values()]
    assert str(signature.replace(parameters=bare, return_annotation=signature.empty)) == SIGNATURES[name]
    assert str(signature.parameters["cache"].annotation) == "CacheName"


def test_what_was_set_is_there_until_it_is_deleted() -> None:
    assert cache.get("sessions", "a") is None
    cache.set("sessions", "a", "é")
    assert cache.get("sessions", "a") == "é".encode()
    assert cache.get("sessions", "A") is None
    assert cache.get("prices", "a") is None
    cache.set("sessions", "a", bytearray(b"2"))
    assert cache.get("sessions", "a") == b"2"
    cache.set("sessions", "a", memoryview(b"1-2-3")[::2])
    assert cache.get("sessions", "a") == b"123"
    cache.delete("sessions", "a")
    cache.delete("sessions", "a")
    assert cache.get("sessions", "a") is None


def test_a_value_lives_for_its_time() -> None:
    cache.set("sessions", "a", "1", ttl=10)
    cache.set("sessions", "b", "2")
    pass_time(9)
    assert cache.get("sessions", "a") == b"1"
    pass_time(1)
    assert cache.get("sessions", "a") is None
    assert cache.incr("sessions", "a", 5) == 5
    pass_time(1000)
    assert [cache.get("sessions", key) for key in "ab"] == [b"5", b"2"]


def test_setting_again_begins_a_new_life() -> None:
    cache.set("sessions", "a", "1", ttl=10)
    cache.set("sessions", "a", "2")
    cache.set("sessions", "b", "1")
    cache.set("sessions", "b", "2", ttl=10)
    pass_time(11)
    assert [cache.get("sessions", key) for key in "ab"] == [b"2", None]


def test_counting_keeps_the_time_that_is_left() -> None:
    cache.set("sessions", "a", "1", ttl=10)
    pass_time(6)
    assert cache.incr("sessions", "a") == 2
    pass_time(6)
    assert cache.get("sessions", "a") is None


def test_counting() -> None:
    assert [cache.incr("sessions", "n"), cache.incr("sessions", "n", 10), cache.incr("sessions", "n", by=-20)] == [
        1,
        11,
        -9,
    ]
    assert cache.get("sessions", "n") == b"-9"
    cache.set("sessions", "n", "41")
    assert cache.incr("sessions", "n") == 42
    assert cache.incr("sessions", "n", 0) == 42


@pytest.mark.parametrize(
    "value", ["", " 1", "1 ", "+1", "01", "-0", "1.0", "1e3", "one", "١", b"\xff", str(2**63), "9" * 30]
)
def test_what_cannot_be_counted_with(value: str | bytes) -> None:
    cache.set("sessions", "n", value)
    with pytest.raises(cache.FailedPrecondition, match="no integer of 64 bits"):
        cache.incr("sessions", "n")
    assert cache.get("sessions", "n") == (value.encode() if isinstance(value, str) else value)


@pytest.mark.parametrize(("start", "by"), [(2**63 - 1, 1), (-(2**63), -1)])
def test_sums_have_64_bits(start: int, by: int) -> None:
    cache.set("sessions", "n", str(start))
    with pytest.raises(cache.FailedPrecondition, match="more than 64 bits"):
        cache.incr("sessions", "n", by)
    assert cache.incr("sessions", "n", -by) == start - by


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("get", "ab", "k"), "is no cache name"),
        (("get", "Sessions", "k"), "is no cache name"),
        (("get", None, "k"), "not str"),
        (("get", "sessions", ""), "is empty"),
        (("get", "sessions", "é" * 257), "a key has at most 512"),
        (("get", "sessions", "a\n"), "no control characters"),
        (("delete", "sessions", "\ud800"), "lone surrogates"),
        (("incr", "sessions", b"k"), "not str"),
        (("incr", "sessions", "k", 2**63), "64 bits"),
        (("incr", "sessions", "k", 1.0), "not int"),
        (("incr", "sessions", "k", True), "not int"),
        (("set", "sessions", "k", 1), "not str, bytes, bytearray or memoryview"),
        (("set", "sessions", "k", "\ud800"), "lone surrogates"),
        (("set", "sessions", "k", b"x" * (VALUE_BYTES + 1)), f"at most {VALUE_BYTES}"),
    ],
)
def test_outside_the_limits(arguments: tuple[Any, ...], problem: str) -> None:
    name, *values = arguments
    with pytest.raises(cache.InvalidArgument, match=f"cache.{name}: .*{problem}"):
        getattr(cache, name)(*values)


@pytest.mark.parametrize("ttl", [0, -1, TTL_SECONDS + 1, 1.5, True])
def test_lifetimes_outside_the_limits(ttl: Any) -> None:
    with pytest.raises(cache.InvalidArgument, match=r"cache.set: ttl .*"):
        cache.set("sessions", "k", "v", ttl=ttl)


def test_at_the_limits() -> None:
    cache.set("sessions", "é" * 256, b"x" * VALUE_BYTES, ttl=TTL_SECONDS)
    assert cache.get("sessions", "é" * 256) == b"x" * VALUE_BYTES


def test_expired_values_are_swept_away() -> None:
    for number in range(20):
        cache.set("sessions", str(number), "x", ttl=1)
    pass_time(2)
    for _ in range(5):
        cache.set("sessions", "kept", "x")
    with _entries().snapshot() as connection:
        assert connection.execute("SELECT count(*) FROM entries").fetchone() == (1,)


def _entries() -> Database:
    from infrar._local import cache as local

    return local._database


def _count(times: int) -> None:
    for _ in range(times):
        cache.incr("sessions", "n")


def test_counting_from_several_processes_and_threads_loses_nothing() -> None:
    workers = [get_context("fork").Process(target=_count, args=(50,)) for _ in range(3)]
    for worker in workers:
        worker.start()
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(_count, [25] * 4))
    for worker in workers:
        worker.join()
    assert cache.get("sessions", "n") == b"250"


def test_the_asynchronous_twin() -> None:
    async def main() -> list[object]:
        await aio.cache.set("sessions", "n", "1", ttl=60)
        await asyncio.gather(*(aio.cache.incr("sessions", "n", by) for by in range(10)))
        found: list[object] = [await aio.cache.get("sessions", "n")]
        await aio.cache.delete("sessions", "n")
        return [*found, await aio.cache.get("sessions", "n")]

    assert asyncio.run(main()) == [b"46", None]
    assert aio.cache.FailedPrecondition is cache.FailedPrecondition
