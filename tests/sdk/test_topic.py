"""Topics on the local runtime: what is published can be read back, also what other processes published."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from infrar import topic
from infrar.aio import topic as aio_topic
from infrar.testing import Event, published


def test_events_are_read_back_in_the_order_of_publishing(infrar_local: Path) -> None:
    identifiers = [
        topic.publish("payments", "paid ✓", attributes={"region": "eu"}, ordering_key="17"),
        topic.publish("payments", memoryview(b"0paid0")[1:-1]),
        topic.publish("refunds", b"\x00"),
    ]
    assert published("payments") == [
        Event(identifiers[0], "paid ✓".encode(), {"region": "eu"}, "17"),
        Event(identifiers[1], b"paid", {}, None),
    ]
    assert [event.body for event in published("refunds")] == [b"\x00"]
    assert published("shipments") == []


def test_several_processes_publish_to_one_topic(infrar_local: Path) -> None:
    text = "from infrar import topic\nfor n in range(20): topic.publish('payments', str(n), ordering_key='k')"
    running = [subprocess.Popen([sys.executable, "-c", text]) for _ in range(3)]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    bodies = [int(event.body) for event in published("payments")]
    assert sorted(bodies) == sorted([*range(20)] * 3)


def test_publishing_beside_the_event_loop(infrar_local: Path) -> None:
    async def main() -> list[str]:
        return await asyncio.gather(*(aio_topic.publish("payments", str(n)) for n in range(5)))

    assert sorted(asyncio.run(main())) == sorted(event.id for event in published("payments"))


FINE: list[tuple[str, list[object]]] = [
    ("topic", ["abc", "a-1", "a" * 63]),
    ("body", ["x", "é\t\r\n", b"\x00", bytearray(b"x"), memoryview(b"x"), "x" * 49152]),
    ("attributes", [None, {}, {"a": " x "}, {"a_1": "x" * 1024}, {f"a{n}": "x" for n in range(8)}]),
    ("ordering_key", [None, "k", "!~" * 64]),
]
REFUSED: list[tuple[str, object, str]] = [
    ("topic", "ab", "is no topic name"),
    ("topic", "Payments", "is no topic name"),
    ("topic", 1, "is int, not str"),
    ("body", "", "is empty"),
    ("body", b"", "is empty"),
    ("body", "\x00", "control characters travel in bytes"),
    ("body", "\ud800", "lone surrogates"),
    ("body", b"x" * 49153, "has 49153 bytes; a message has at most 49152"),
    ("body", 1, "is int, not"),
    ("attributes", {"A": "x"}, "has the key 'A'"),
    ("attributes", {"a": ""}, "has the value ''"),
    ("attributes", {"a": "é"}, "has the value 'é'"),
    ("attributes", {"goog": "x"}, "not goog"),
    ("attributes", {f"a{n}": "x" for n in range(9)}, "has 9 attributes"),
    ("attributes", [], "is list, not dict or None"),
    ("ordering_key", "", "is not 1 to 128 characters"),
    ("ordering_key", "a b", "without spaces"),
    ("ordering_key", "k" * 129, "is not 1 to 128 characters"),
]
ARGUMENTS: dict[str, object] = {"topic": "payments", "body": "x", "attributes": None, "ordering_key": None}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in FINE for value in values])
def test_inside_the_limits(name: str, value: object, infrar_local: Path) -> None:
    assert topic.publish(**{**ARGUMENTS, name: value})  # type: ignore[arg-type]  # of many types


@pytest.mark.parametrize(("name", "value", "rule"), REFUSED)
def test_outside_the_limits(name: str, value: object, rule: str, infrar_local: Path) -> None:
    with pytest.raises(topic.InvalidArgument) as refused:
        topic.publish(**{**ARGUMENTS, name: value})  # type: ignore[arg-type]  # of many types
    assert str(refused.value).startswith(f"topic.publish: {name} ")
    assert rule in str(refused.value)
    assert published("payments") == []


def test_body_and_attributes_share_one_limit(infrar_local: Path) -> None:
    topic.publish("payments", b"x" * (49152 - 18), attributes={"a": "x"})
    with pytest.raises(topic.InvalidArgument, match="together have 49153 bytes"):
        topic.publish("payments", b"x" * (49152 - 17), attributes={"a": "x"})
