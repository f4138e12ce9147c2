"""Parameters on the local runtime: the file that people edit, limits, and how tests set them."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from infrar import aio, params
from infrar._limits.params import RULES
from infrar.testing import set_parameter

OPERATIONS = {"get": "(name, default=None)", "list": "(prefix='')"}

REFUSED: list[tuple[Callable[..., object], tuple[object, ...], str]] = [
    (params.get, ("",), "params.get: name '' is no name of a parameter: a-z, 0-9 and -, with single / between levels"),
    (params.get, ("/a",), "is no name of a parameter"),
    (params.get, ("a/",), "is no name of a parameter"),
    (params.get, ("a//b",), "is no name of a parameter"),
    (params.get, ("A",), "is no name of a parameter"),
    (params.get, ("a_b",), "is no name of a parameter"),
    (params.get, ("a" * 128,), "has 128 characters; a parameter's name has at most 127"),
    (params.get, ("/".join("a" * 11),), "has 11 levels; a parameter's name has at most 10"),
    (params.get, (None,), "params.get: name None is NoneType, not str"),
    (params.get, ("a", 1), "params.get: default 1 is int, not str or None"),
    (params.list, ("/",), "params.list: prefix '/' is not the beginning of a parameter's name"),
    (params.list, ("a//",), "is not the beginning of a parameter's name"),
    (params.list, ("a*",), "is not the beginning of a parameter's name"),
    (params.list, (b"a",), "params.list: prefix b'a' is bytes, not str"),
]
BROKEN = [
    ("{", "params.json: Expecting property name"),
    ("[]", "params.json is not one JSON object of names and texts"),
    ('{"a": 1}', "params.json: 'a' is int, not str"),
    ('{"a": ""}', "params.json: 'a' has 0 bytes of UTF-8; a parameter has 1 to 4096"),
    ('{"A": "1"}', "params.json: 'A' is no name of a parameter"),
    ('{"a": "x {{b}}"}', "params.json: 'a' holds {{; a parameter's value doesn't"),
]


@pytest.mark.parametrize("name", OPERATIONS)
def test_operations_are_the_same_in_both_modules(name: str) -> None:
    ours, twin = getattr(params, name), getattr(aio.params, name)
    signature = inspect.signature(ours)
    bare = [parameter.replace(annotation=parameter.empty) for parameter in signature.parameters.values()]
    assert str(signature.replace(parameters=bare, return_annotation=signature.empty)) == OPERATIONS[name]
    assert inspect.signature(twin) == signature
    assert inspect.iscoroutinefunction(twin)
    assert list(RULES[name]) == list(signature.parameters)


def test_types_and_errors_are_the_very_same_classes() -> None:
    assert params.__all__ == aio.params.__all__
    assert all(getattr(params, name) is getattr(aio.params, name) for name in params.__all__ if name not in OPERATIONS)


@pytest.mark.parametrize(("operation", "arguments", "message"), REFUSED)
def test_what_is_outside_the_limits_is_refused(
    infrar_local: Path, operation: Callable[..., object], arguments: tuple[object, ...], message: str
) -> None:
    with pytest.raises(params.InvalidArgument) as caught:
        operation(*arguments)
    assert message in str(caught.value)


def test_people_edit_the_file_and_the_next_call_sees_it(infrar_local: Path) -> None:
    assert params.list() == {}
    infrar_local.mkdir(exist_ok=True)
    file = infrar_local / "params.json"
    file.write_text('{"log-level": "debug", "db/pool": "5"}')
    assert params.get("log-level") == "debug"
    assert [*params.list().items()] == [("db/pool", "5"), ("log-level", "debug")]
    file.write_text('{"log-level": "info"}')
    assert [params.get("log-level"), params.get("db/pool", "9")] == ["info", "9"]


@pytest.mark.parametrize(("text", "message"), BROKEN)
def test_a_file_that_cannot_be_understood_says_where_and_why(infrar_local: Path, text: str, message: str) -> None:
    infrar_local.mkdir(exist_ok=True)
    (infrar_local / "params.json").write_text(text)
    with pytest.raises(params.FailedPrecondition) as caught:
        params.get("other", "default")
    assert message in str(caught.value)


def test_tests_set_parameters_and_take_them_away(infrar_local: Path) -> None:
    set_parameter("a", "é")
    set_parameter("b/c", "2")
    assert json.loads((infrar_local / "params.json").read_text("utf-8")) == {"a": "é", "b/c": "2"}
    set_parameter("a", None)
    set_parameter("never-there", None)
    assert params.list() == {"b/c": "2"}


@pytest.mark.parametrize(
    ("name", "value"), [("A", "1"), ("a", ""), ("a", "x" * 4097), ("a", "{{b}}"), ("a", 1)], ids=repr
)
def test_what_no_cloud_would_take_cannot_be_set(infrar_local: Path, name: str, value: str) -> None:
    with pytest.raises(params.InvalidArgument):
        set_parameter(name, value)
    assert params.list() == {}


def test_the_asynchronous_operations_are_the_same(infrar_local: Path) -> None:
    set_parameter("a", "1")

    async def run() -> tuple[str, str, dict[str, str]]:
        return await aio.params.get("a"), await aio.params.get("b", "2"), await aio.params.list("a")

    assert asyncio.run(run()) == ("1", "2", {"a": "1"})
