"""Secrets on the local runtime: what the conformance programs don't show."""

from __future__ import annotations

import asyncio
import inspect
import os
import stat
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from infrar import aio, errors, secrets
from infrar._limits.secrets import RULES
from infrar.testing import local_runtime

OPERATIONS = {"get": "(name, *, version=None)", "put": "(name, value)", "delete": "(name)"}

REFUSED: list[tuple[Callable[..., object], tuple[object, ...], dict[str, object], str]] = [
    (secrets.get, ("",), {}, "secrets.get: name '' is no name of a secret: 1 to 127 of a-z, 0-9 and -"),
    (secrets.get, ("Stripe",), {}, "secrets.get: name 'Stripe' is no name of a secret: 1 to 127 of a-z, 0-9 and -"),
    (secrets.get, ("a/b",), {}, "secrets.get: name 'a/b' is no name of a secret: 1 to 127 of a-z, 0-9 and -"),
    (secrets.delete, ("a" * 128,), {}, "is no name of a secret"),
    (secrets.put, (b"a", "1"), {}, "secrets.put: name b'a' is bytes, not str"),
    (secrets.get, ("a",), {"version": ""}, "secrets.get: version '' is no version: 1 to 64 letters, digits and -"),
    (secrets.get, ("a",), {"version": 1}, "secrets.get: version 1 is int, not str or None"),
    (secrets.get, ("a",), {"version": "a" * 65}, "is no version"),
]
WRONG_VALUES = [
    ("", "has 0 bytes of UTF-8; a secret has 1 to 24576"),
    ("hush" * 6144 + "é", "has 24578 bytes of UTF-8; a secret has 1 to 24576"),
    (b"hush", "is bytes, not str"),
    (None, "is NoneType, not str"),
    ("hush\ud800", "can't be encoded as UTF-8: it has lone surrogates"),
]


@pytest.mark.parametrize("name", OPERATIONS)
def test_operations_are_the_same_in_both_modules(name: str) -> None:
    ours, twin = getattr(secrets, name), getattr(aio.secrets, name)
    signature = inspect.signature(ours)
    bare = [parameter.replace(annotation=parameter.empty) for parameter in signature.parameters.values()]
    assert str(signature.replace(parameters=bare, return_annotation=signature.empty)) == OPERATIONS[name]
    assert inspect.signature(twin) == signature
    assert inspect.iscoroutinefunction(twin)
    assert list(RULES[name]) == list(signature.parameters)


def test_types_and_errors_are_the_very_same_classes() -> None:
    assert secrets.__all__ == aio.secrets.__all__
    assert all(
        getattr(secrets, name) is getattr(aio.secrets, name) for name in secrets.__all__ if name not in OPERATIONS
    )


@pytest.mark.parametrize(("operation", "arguments", "named", "message"), REFUSED)
def test_what_is_outside_the_limits_is_refused(
    infrar_local: Path,
    operation: Callable[..., object],
    arguments: tuple[object, ...],
    named: dict[str, object],
    message: str,
) -> None:
    with pytest.raises(secrets.InvalidArgument) as caught:
        operation(*arguments, **named)
    assert message in str(caught.value)
    assert isinstance(caught.value, errors.InvalidArgument)


@pytest.mark.parametrize(("value", "message"), WRONG_VALUES)
def test_a_message_never_shows_a_secret(infrar_local: Path, value: object, message: str) -> None:
    with pytest.raises(secrets.InvalidArgument) as caught:
        secrets.put("a", value)  # type: ignore[arg-type]  # the wrong types are the test
    assert str(caught.value) == f"secrets.put: value {message}"


def test_the_largest_values_and_names_are_kept(infrar_local: Path) -> None:
    secrets.put("a" * 127, "é" * 12288)
    assert secrets.get("a" * 127) == "é" * 12288


def test_versions_count_from_one_and_go_on_after_a_deletion(infrar_local: Path) -> None:
    secrets.put("a", "one")
    secrets.put("a", "two")
    secrets.put("b", "other")
    assert [secrets.get("a", version="1"), secrets.get("a", version="2"), secrets.get("b", version="1")] == [
        "one",
        "two",
        "other",
    ]
    secrets.delete("a")
    secrets.put("a", "three")
    assert [secrets.get("a"), secrets.get("a", version="3")] == ["three", "three"]
    for token in ("1", "2", "4", "0", "01", "3a", "latest", "9" * 30):
        with pytest.raises(secrets.NotFound, match=f"no version '{token}'"):
            secrets.get("a", version=token)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_nobody_else_may_look_into_the_folder(infrar_local: Path) -> None:
    secrets.put("a", "1")
    assert stat.S_IMODE((infrar_local / "secrets").stat().st_mode) == 0o700


def test_reading_what_is_not_there_makes_nothing_readable(infrar_local: Path) -> None:
    with pytest.raises(secrets.NotFound):
        secrets.get("a")
    secrets.delete("a")
    assert stat.S_IMODE((infrar_local / "secrets").stat().st_mode) == 0o700


def _put_ten(home: str) -> None:
    with local_runtime(home):
        for number in range(10):
            secrets.put("a", str(number))


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    with ProcessPoolExecutor(3, get_context("spawn")) as pool:
        list(pool.map(_put_ten, [str(tmp_path)] * 3))
    with local_runtime(tmp_path):
        values = [secrets.get("a", version=str(number)) for number in range(1, 31)]
    assert sorted(values) == sorted(str(number) for number in range(10) for _ in range(3))


def test_the_asynchronous_operations_are_the_same(infrar_local: Path) -> None:
    async def run() -> list[str]:
        await aio.secrets.put("a", "one")
        await asyncio.gather(aio.secrets.put("b", "other"), aio.secrets.put("a", "two"))
        found = [await aio.secrets.get("a"), await aio.secrets.get("a", version="1"), await aio.secrets.get("b")]
        await aio.secrets.delete("a")
        with pytest.raises(secrets.NotFound):
            await aio.secrets.get("a")
        return found

    assert asyncio.run(run()) == ["two", "one", "other"]
    assert secrets.get("b") == "other"
