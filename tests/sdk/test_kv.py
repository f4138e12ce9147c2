"""`infrar.kv` on the local runtime: surface, limits, times, races. What operations mean, the conformance programs show."""

from __future__ import annotations

import asyncio
import inspect
import pickle
import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

import infrar
from infrar import aio, errors, kv
from infrar._limits.kv import RULES, check
from infrar.testing import local_runtime, pass_time

ORDERS = "orders"
OPERATIONS = {
    "get": "(table, key)",
    "put": "(table, key, value, *, if_revision=None, ttl=None)",
    "create": "(table, key, value, *, ttl=None)",
    "delete": "(table, key, *, if_revision=None)",
    "list_keys": "(table, prefix='', *, limit=None)",
    "query": "(table, prefix='', *, where=None, limit=None)",
    "increment": "(table, key, field, by=1)",
    "get_many": "(table, keys)",
    "transact": "(table, actions)",
}


@pytest.fixture(autouse=True)
def _empty() -> Iterator[None]:
    with local_runtime():
        yield


# The surface


@pytest.mark.parametrize("name", OPERATIONS)
def test_operations_in_both_modules(name: str) -> None:
    ours, twin = getattr(kv, name), getattr(aio.kv, name)
    signature = inspect.signature(ours)
    bare = [parameter.replace(annotation=parameter.empty) for parameter in signature.parameters.values()]
    assert str(signature.replace(parameters=bare, return_annotation=signature.empty)) == OPERATIONS[name]
    assert inspect.signature(twin) == signature
    assert inspect.iscoroutinefunction(twin)
    assert inspect.getdoc(twin) == inspect.getdoc(ours)
    assert list(RULES[name]) == list(signature.parameters)


def test_both_modules_export_the_same_names() -> None:
    assert aio.kv.__all__ == kv.__all__
    assert all(getattr(aio.kv, name) is getattr(kv, name) for name in kv.__all__ if name not in OPERATIONS)


def test_documents_and_actions_are_values() -> None:
    document = kv.Document("a", {"n": 1}, kv.put(ORDERS, "a", {"n": 1}))
    assert kv.get(ORDERS, "a") == document == pickle.loads(pickle.dumps(document))
    assert kv.Put("a", {}) == ("a", {}, None)
    assert kv.Check("a", None) == ("a", None)


def test_what_is_got_is_the_callers_own() -> None:
    value = {"list": [1]}
    kv.put(ORDERS, "a", value)
    value["list"].append(2)
    first = kv.get(ORDERS, "a")
    assert first is not None
    first.value["list"].append(3)
    assert [document.value for document in kv.query(ORDERS)] == [{"list": [1]}]


# Limits


def nested(depth: int) -> dict[str, Any]:
    value: Any = "bottom"
    for _ in range(depth):
        value = [value]
    return {"deep": value}


FINE: list[tuple[str, str, list[object]]] = [
    ("get", "table", ["abc", "a-c", "0" * 63]),
    ("get", "key", ["a", " ", "a/../b", "/", "...", "a\\b", "é" * 128, "\u2028", "\U0010ffff"]),
    ("query", "prefix", ["", ".", "..", "a/", "é" * 128]),
    (
        "put",
        "value",
        [
            {},
            {"a": 2**63 - 1, "b": -(2**63)},
            {"A_1": {"any thing": 1, "$": 1, "__": 1, "__a": 1, "é" * 64: 1}},
            nested(10),
            {f"f{number}": number for number in range(200)},
            {"text": "x" * 399_964},
            {"list": [0] * 24_997},
            {"moment": datetime.max.replace(tzinfo=timezone.utc)},
        ],
    ),
    ("put", "ttl", [None, 1, 315_360_000]),
    ("put", "if_revision", [None, "a", "W/\"datetime'2024'\""]),
    ("query", "where", [None, {}, {"a": 1, "b": "", "c": True}, {"a": "x" * 1024}, dict.fromkeys("abcdefghij", 1)]),
    ("query", "limit", [None, 0, 1]),
    ("increment", "by", [0, -1, 2**63 - 1, -(2**63)]),
    ("increment", "field", ["a", "A_1", "a" * 128]),
    ("get_many", "keys", [[], ("a",), ["a", "a"], ["a"] * 100]),
    ("transact", "actions", [[], (kv.Put("a", {}),), [kv.Delete(str(number)) for number in range(25)]]),
]

REFUSED: list[tuple[str, str, list[object], str]] = [
    ("get", "table", ["ab", "Abc", "a_b", "-ab"], "is no table name"),
    ("get", "key", ["", ".", ".."], "is no key"),
    ("get", "key", ["a" * 257, "é" * 128 + "a"], "a key has at most 256"),
    ("get", "key", ["a\n", "\x00", "\x7f", "a\x85"], "no control characters"),
    ("get", "key", ["\ud800"], "lone surrogates"),
    ("get", "key", [None, b"a"], "not str"),
    ("list_keys", "prefix", ["a" * 257], "a key has at most 256"),
    ("put", "value", [None, [], (("a", 1),)], "not dict"),
    ("put", "value", [{"": 1}, {"1a": 1}, {"_a": 1}, {"a-b": 1}, {"é": 1}, {"a" * 129: 1}], "is no name of a field"),
    ("put", "value", [{1: 1}, {"a": {1: 1}}], "not str"),
    (
        "put",
        "value",
        [{"a": {"": 1}}, {"a": [{"__x__": 1}]}, {"a": {"\n": 1}}, {"a": {"x" * 129: 1}}],
        "names have 1 to",
    ),
    ("put", "value", [{"a": 2**63}, {"a": [-(2**63) - 1]}], "an int of more than 64 bits"),
    ("put", "value", [{"a": float("nan")}, {"a": {"b": float("inf")}}], "not finite"),
    ("put", "value", [{"a": datetime(2024, 1, 1)}], "a datetime without a time zone"),
    ("put", "value", [{"a": datetime.min.replace(tzinfo=timezone(timedelta(hours=1)))}], "before or after all times"),
    ("put", "value", [{"a": (1,)}, {"a": {1}}, {"a": bytearray()}, {"a": object()}, {"a": kv}], "a document has no"),
    ("put", "value", [{"a": "\ud800"}, {"a": {"\ud800": 1}}], "lone surrogates"),
    ("put", "value", [nested(11)], "more than 10 deep"),
    ("put", "value", [{f"f{number}": number for number in range(201)}], "at most 200"),
    ("put", "value", [{"text": "x" * 399_965}, {"list": [0] * 24_998}, {"a": b"x" * 400_000}], "at most 400000"),
    ("put", "if_revision", ["", "a\n", "é", "a" * 257], "is no revision"),
    ("put", "if_revision", [1], "not str"),
    ("put", "ttl", [0, -1, 315_360_001], "is not 1 to 315360000 seconds"),
    ("create", "ttl", [1.5, True], "not int"),
    ("query", "where", [{"a": 1.0}, {"a": None}, {"a": b""}, {"a": []}], "not str, int or bool"),
    ("query", "where", [{"a-b": 1}], "is no name of a field"),
    ("query", "where", [{"a": 2**63}], "more than 64 bits"),
    ("query", "where", [{"a": "é" * 513}], "at most 1024"),
    ("query", "where", [dict.fromkeys("abcdefghijk", 1)], "it may be 10"),
    ("query", "where", [["a"]], "not dict or None"),
    ("query", "limit", [-1], "is negative"),
    ("increment", "by", [2**63], "more than 64 bits"),
    ("increment", "by", [1.0, True, None], "not int"),
    ("increment", "field", ["", "_a", "a.b"], "is no name of a field"),
    ("get_many", "keys", ["abc", {"a"}, None], "not list or tuple"),
    ("get_many", "keys", [["a", ""]], "is no key"),
    ("get_many", "keys", [["a"] * 101], "it may be 100"),
    ("transact", "actions", [[kv.Delete(str(number)) for number in range(26)]], "it may be 25"),
    ("transact", "actions", [[kv.Delete("a"), kv.Put("a", {})]], "two actions with one key"),
    ("transact", "actions", [[kv.Delete("")], [kv.Check("..", None)]], "is no key"),
    ("transact", "actions", [[kv.Put("a", {"_": 1})]], "is no name of a field"),
    ("transact", "actions", [[kv.Check("a", "")], [kv.Put("a", {}, "")]], "is no revision"),
    ("transact", "actions", [[("a", None)]], "not Put, Delete or Check"),
    ("transact", "actions", [[kv.Put(each, {"a": "x" * 390_000}) for each in "abcdef"]], "together they are at most"),
]


@pytest.mark.parametrize(
    ("operation", "name", "value"), [(operation, name, value) for operation, name, values in FINE for value in values]
)
def test_inside_the_limits(operation: str, name: str, value: object) -> None:
    check(operation, {name: value})


@pytest.mark.parametrize(
    ("operation", "name", "value", "rule"),
    [(operation, name, value, rule) for operation, name, values, rule in REFUSED for value in values],
)
def test_outside_the_limits(operation: str, name: str, value: object, rule: str) -> None:
    with pytest.raises(kv.InvalidArgument, match=rf"kv\.{operation}: {name} ") as refused:
        check(operation, {name: value})
    assert rule in str(refused.value)
    assert len(str(refused.value)) < 500


def test_operations_refuse_what_is_outside_and_change_nothing() -> None:
    with pytest.raises(errors.InvalidArgument, match="list or tuple"):
        kv.get_many(ORDERS, "abc")
    with pytest.raises(kv.InvalidArgument, match="a document has no tuple"):
        kv.put(ORDERS, "a", {"a": (1,)})
    kv.put(ORDERS, "full", {f"f{number}": number for number in range(200)})
    with pytest.raises(kv.InvalidArgument, match="at most 200"):
        kv.increment(ORDERS, "full", "more")
    assert [len(document.value) for document in kv.query(ORDERS)] == [200]


# Times


def test_a_documents_time_ends() -> None:
    kv.put(ORDERS, "a", {"n": 1}, ttl=60)
    kv.put(ORDERS, "b", {"n": 1}, ttl=60)
    kv.put(ORDERS, "b", {"n": 2})
    pass_time(59)
    assert kv.list_keys(ORDERS) == ["a", "b"]
    assert kv.increment(ORDERS, "a", "n") == 2  # its time goes on
    pass_time(2)
    assert kv.list_keys(ORDERS) == ["b"]
    assert kv.increment(ORDERS, "a", "n") == 1


def test_rows_whose_time_has_ended_make_room() -> None:
    for number in range(30):
        kv.put(ORDERS, f"{number}", {}, ttl=1)
    pass_time(2)
    for number in range(3):
        kv.put(ORDERS, "last", {"n": number}, ttl=1)
    assert _rows() == 1


def _rows() -> int:
    from infrar._local import home

    connection = sqlite3.connect(home.path("kv", "records.sqlite"))
    (count,) = connection.execute("SELECT count(*) FROM documents").fetchone()
    connection.close()
    return int(count)


# Against a model


def test_any_order_of_operations_does_what_a_dict_does() -> None:
    chance = random.Random(7)
    model: dict[str, tuple[dict[str, Any], str]] = {}
    keys = ["a", "a/1", "a/2", "b", "b/é", "b/10"]
    for _ in range(600):
        key, value = chance.choice(keys), {"n": chance.randrange(3), "text": chance.choice("xy")}
        revision = chance.choice([None, model[key][1] if key in model else "none", "other"])
        match chance.randrange(6):
            case 0 if revision is None or (key in model and model[key][1] == revision):
                model[key] = value, kv.put(ORDERS, key, value, if_revision=revision)
            case 0:
                with pytest.raises(kv.FailedPrecondition):
                    kv.put(ORDERS, key, value, if_revision=revision)
            case 1 if key in model:
                with pytest.raises(kv.AlreadyExists):
                    kv.create(ORDERS, key, value)
            case 1:
                model[key] = value, kv.create(ORDERS, key, value)
            case 2:
                kv.delete(ORDERS, key)
                model.pop(key, None)
            case 3:
                before = model.get(key, ({}, ""))[0]
                sum_ = kv.increment(ORDERS, key, "n", 2)
                assert sum_ == before.get("n", 0) + 2
                found = kv.get(ORDERS, key)
                assert found is not None
                model[key] = {**before, "n": sum_}, found.revision
            case 4:
                other = chance.choice(keys)
                there = model[other][1] if other in model else None
                if other != key:
                    kv.transact(ORDERS, [kv.Check(other, there), kv.Delete(key)])
                    model.pop(key, None)
            case _:
                prefix, where = chance.choice(["", "a/", "b", "b/1"]), chance.choice([None, {"n": 1}, {"text": "x"}])
                expected = [
                    kv.Document(each, *model[each])
                    for each in sorted(model, key=str.encode)
                    if each.startswith(prefix) and (where or {}).items() <= model[each][0].items()
                ]
                assert kv.query(ORDERS, prefix, where=where) == expected
                assert kv.list_keys(ORDERS, limit=3) == sorted(model, key=str.encode)[:3]
        assert kv.get_many(ORDERS, keys) == [kv.Document(each, *model[each]) for each in keys if each in model]


# Several processes

SDK = str(Path(infrar.__file__).parent.parent)


def together(code: str, count: int = 4) -> list[str]:
    """What each of several processes prints that run this code at once on the test's home."""
    program = f"import sys; sys.path.insert(0, {SDK!r}); from infrar import kv; kv.get('orders', 'x'); print('ready', flush=True); input()"
    processes = [
        subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", f"{program}\n{code}", str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(count)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    results = [process.communicate(timeout=120) for process in processes]
    assert [problems for _, problems in results] == [""] * count
    return [output for output, _ in results]


def test_processes_lose_no_count_and_one_of_them_wins() -> None:
    wins = together("""
won = []
for number in range(100):
    kv.increment("orders", "count", "n")
    try:
        kv.create("orders", f"one/{number}", {"by": sys.argv[1]})
    except kv.AlreadyExists:
        continue
    won.append(number)
print(len(won))
""")
    assert kv.get_many(ORDERS, ["count"])[0].value == {"n": 400}
    assert sum(map(int, wins)) == 100 == len(kv.list_keys(ORDERS, "one/"))


def test_processes_change_by_revision_and_in_transactions() -> None:
    kv.put(ORDERS, "a", {"n": 100})
    kv.put(ORDERS, "b", {"n": 0})
    together("""
done = 0
while done < 25:
    a, b = kv.get_many("orders", ["a", "b"])
    assert a.value["n"] + b.value["n"] == 100, (a, b)
    try:
        kv.transact("orders", [
            kv.Put("a", {"n": a.value["n"] - 1}, a.revision),
            kv.Put("b", {"n": b.value["n"] + 1}, b.revision),
        ])
        done += 1
    except kv.FailedPrecondition:
        pass
""")
    assert [document.value["n"] for document in kv.get_many(ORDERS, ["a", "b"])] == [0, 100]


def test_tasks_lose_no_count() -> None:
    async def count() -> list[int]:
        return await asyncio.gather(*(aio.kv.increment(ORDERS, "count", "n") for _ in range(50)))

    assert sorted(asyncio.run(count())) == list(range(1, 51))
