"""`infrar.queue` on the local runtime: leases, order, duplicates, dead letters, races. Time is moved, not waited for."""

from __future__ import annotations

import asyncio
import inspect
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from infrar import aio, queue
from infrar._limits.queue import RULES, check
from infrar._local import messages
from infrar.testing import dead_letters, local_runtime, pass_time

ORDERS = "orders"
OPERATIONS = {
    "send": "(queue, body, *, attributes=None, delay=0, group=None, dedup_id=None)",
    "send_batch": "(queue, bodies)",
    "receive": "(queue, *, max_messages=1, wait=0, lease=30)",
    "ack": "(message)",
    "nack": "(message, *, delay=0)",
    "extend": "(message, lease)",
}


@pytest.fixture(autouse=True)
def _empty() -> Iterator[None]:
    with local_runtime():
        yield


def bodies(count: int = 10) -> list[bytes]:
    return [message.body for message in queue.receive(ORDERS, max_messages=count)]


def one() -> queue.Message:
    (message,) = queue.receive(ORDERS)
    return message


# The surface


@pytest.mark.parametrize("name", OPERATIONS)
def test_operations_in_both_modules(name: str) -> None:
    ours, twin = getattr(queue, name), getattr(aio.queue, name)
    signature = inspect.signature(ours)
    bare = [parameter.replace(annotation=parameter.empty) for parameter in signature.parameters.values()]
    assert str(signature.replace(parameters=bare, return_annotation=signature.empty)) == OPERATIONS[name]
    assert inspect.signature(twin) == signature
    assert inspect.iscoroutinefunction(twin)
    assert list(RULES[name]) == list(signature.parameters)


def test_both_modules_export_the_same_names() -> None:
    assert aio.queue.__all__ == queue.__all__
    assert all(getattr(aio.queue, name) is getattr(queue, name) for name in queue.__all__ if name not in OPERATIONS)


def test_a_message_is_a_value() -> None:
    queue.send(ORDERS, "a", attributes={"k": "v"})
    message = one()
    assert pickle.loads(pickle.dumps(message)) == message
    assert message == queue.Message(message.id, b"a", {"k": "v"}, None, message.receipt)


# Leases


def test_a_leased_message_is_nobody_elses_until_the_lease_ends() -> None:
    queue.send(ORDERS, "a")
    first = queue.receive(ORDERS, lease=60)[0]
    pass_time(59)
    assert bodies() == []
    pass_time(2)
    again = one()
    assert (again.id, again.body) == (first.id, b"a")
    assert again.receipt != first.receipt


def test_what_is_acknowledged_is_gone_also_when_its_lease_has_just_ended() -> None:
    queue.send(ORDERS, "a")
    message = one()
    pass_time(31)
    queue.ack(message)
    assert bodies() == []


def test_an_ended_lease_has_no_power_over_the_next_one() -> None:
    queue.send(ORDERS, "a")
    late = one()
    pass_time(31)
    current = one()
    queue.ack(late)
    queue.nack(late)
    queue.extend(late, 600)
    assert bodies() == []
    queue.nack(current)
    assert bodies() == [b"a"]


def test_a_receipt_of_a_message_that_is_gone_is_good_for_nothing() -> None:
    queue.send(ORDERS, "a")
    gone = one()
    queue.ack(gone)
    queue.send(ORDERS, "b")
    one()
    queue.nack(gone)
    queue.ack(gone)
    pass_time(31)
    assert bodies() == [b"b"]


def test_extend_counts_from_now() -> None:
    queue.send(ORDERS, "a")
    message = queue.receive(ORDERS, lease=600)[0]
    queue.extend(message, 10)
    pass_time(11)
    assert bodies() == [b"a"]


def test_delays() -> None:
    queue.send(ORDERS, "late", delay=100)
    queue.send(ORDERS, "now")
    message = one()
    assert message.body == b"now"
    queue.nack(message, delay=50)
    assert bodies() == []
    pass_time(51)
    assert bodies() == [b"now"]
    pass_time(50)
    assert bodies() == [b"now", b"late"]


# Groups


def test_a_group_with_a_leased_message_delivers_nothing_else() -> None:
    for body in ("1", "2", "3"):
        queue.send(ORDERS, body, group="a")
    queue.send(ORDERS, "other", group="b")
    queue.send(ORDERS, "single")
    first = one()
    assert (first.body, first.group) == (b"1", "a")
    assert bodies() == [b"other", b"single"]
    assert bodies() == []
    queue.ack(first)
    assert bodies() == [b"2", b"3"]


def test_what_is_given_back_or_expires_comes_again_before_what_follows() -> None:
    for body in ("1", "2"):
        queue.send(ORDERS, body, group="a")
    queue.nack(one(), delay=20)
    assert bodies() == []
    pass_time(21)
    assert one().body == b"1"
    pass_time(31)
    assert bodies() == [b"1", b"2"]


def test_a_dead_letter_holds_up_its_group_no_longer() -> None:
    queue.send(ORDERS, "bad", group="a")
    queue.send(ORDERS, "good", group="a")
    for _ in range(5):
        queue.nack(one())
    assert [message.body for message in dead_letters(ORDERS)] == [b"bad"]
    queue.ack(one())
    assert bodies() == []


def test_a_group_of_dead_letters_hides_no_other() -> None:
    queue.send(ORDERS, "bad", group="a")
    for _ in range(5):
        one()
        pass_time(31)
    queue.send(ORDERS, "good", group="b")
    assert bodies(1) == [b"good"]
    queue.send(ORDERS, "new", group="a")
    assert bodies() == [b"new"]


# Duplicates


def test_a_duplicate_is_not_delivered_within_five_minutes() -> None:
    first = queue.send(ORDERS, "a", group="g", dedup_id="d")
    assert queue.send(ORDERS, "again", group="h", dedup_id="d") == first
    assert queue.send("others", "a", group="g", dedup_id="d") != first
    queue.ack(one())
    queue.send(ORDERS, "again", group="g", dedup_id="d")
    assert bodies() == []
    pass_time(301)
    assert queue.send(ORDERS, "later", group="g", dedup_id="d") != first
    assert bodies() == [b"later"]


# Dead letters


def test_the_sixth_time_a_message_is_a_dead_letter() -> None:
    sent = queue.send(ORDERS, "a", attributes={"k": "v"})
    for _ in range(4):
        one()
        pass_time(31)
    last = one()
    assert dead_letters(ORDERS) == []
    pass_time(31)
    assert bodies() == []
    assert [(dead.id, dead.body, dead.attributes) for dead in dead_letters(ORDERS)] == [(sent, b"a", {"k": "v"})]
    queue.ack(last)
    assert dead_letters(ORDERS) == []


# Batches and waiting


def test_a_batch_of_any_size() -> None:
    assert queue.send_batch(ORDERS, []) == []
    assert queue.send_batch(ORDERS, [str(number) for number in range(25)]) == []
    received = [body for _ in range(3) for body in bodies()]
    assert sorted(map(int, received)) == list(range(25))


def test_a_waiting_receive_gets_what_is_sent_meanwhile_and_burns_nothing() -> None:
    begun, used = time.monotonic(), time.thread_time()
    timer = threading.Timer(0.2, queue.send, (ORDERS, "a"))
    timer.start()
    assert [message.body for message in queue.receive(ORDERS, wait=20)] == [b"a"]
    assert time.monotonic() - begun < 10
    assert time.thread_time() - used < 0.1
    timer.join()


def test_waiting_tasks_hold_up_nothing() -> None:
    async def main() -> list[bytes]:
        waiting = [asyncio.create_task(aio.queue.receive(ORDERS, wait=20)) for _ in range(100)]
        await asyncio.sleep(0)
        assert await aio.queue.send_batch(ORDERS, [str(n) for n in range(100)]) == []
        return [message.body for received in await asyncio.gather(*waiting) for message in received]

    assert sorted(map(int, asyncio.run(main()))) == list(range(100))


def test_a_cancelled_receive_takes_nothing() -> None:
    async def main() -> None:
        task = asyncio.create_task(aio.queue.receive(ORDERS, wait=20))
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    queue.send(ORDERS, "a")
    assert bodies() == [b"a"]


# Several threads and processes


def test_two_consumers_never_get_the_same_message() -> None:
    queue.send_batch(ORDERS, [str(number) for number in range(60)])
    received: list[bytes] = []

    def consume() -> None:
        while found := queue.receive(ORDERS, max_messages=3):
            received.extend(message.body for message in found)
            for message in found:
                queue.ack(message)

    threads = [threading.Thread(target=consume) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(int, received)) == list(range(60))


CONSUMER = """
import time
from infrar import queue
while messages := queue.receive("orders", max_messages=3, lease=600):
    for message in messages:
        print(time.monotonic_ns(), message.group, message.body.decode())
        queue.ack(message)
"""


def test_processes_share_groups_and_keep_their_order() -> None:
    sent = [(group, str(number)) for number in range(20) for group in ("a", "b", "c", "d")]
    for group, body in sent:
        queue.send(ORDERS, body, group=group)
    command = [sys.executable, "-c", CONSUMER]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    printed = [line.split() for process in started for line in process.communicate(timeout=60)[0].splitlines()]
    received = [(group, body) for _, group, body in sorted(printed, key=lambda line: int(line[0]))]
    assert sorted(received) == sorted(sent)
    for group in "abcd":
        assert [body for name, body in received if name == group] == [str(number) for number in range(20)]


KILLED = """
import os, signal
from infrar import queue
print(queue.receive("orders")[0].body, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name == "nt", reason="signals are different there")
def test_a_consumer_killed_in_its_work_loses_nothing() -> None:
    queue.send(ORDERS, "a")
    done = subprocess.run([sys.executable, "-c", KILLED], capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout.strip(), done.returncode) == ("b'a'", -signal.SIGKILL)
    assert bodies() == []
    pass_time(31)
    assert bodies() == [b"a"]


SENDER = """
from infrar import queue
while True:
    print(queue.send("orders", "a"), flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="signals are different there")
def test_what_a_killed_process_has_sent_is_there_and_its_turn_is_over() -> None:
    started = subprocess.Popen([sys.executable, "-c", SENDER], stdout=subprocess.PIPE, text=True)
    assert started.stdout is not None
    sent = {started.stdout.readline().strip() for _ in range(50)}
    started.kill()
    sent |= {line.strip() for line in started.communicate()[0].splitlines(keepends=True) if line.endswith("\n")}
    received: set[str] = set()
    while found := queue.receive(ORDERS, max_messages=10):
        received |= {message.id for message in found}
    assert sent <= received
    assert len(received - sent) <= 1  # committed, and not printed any more


# Speed: what is looked at doesn't grow with the queue


@pytest.mark.parametrize(
    ("query", "values"),
    [
        (messages._SINGLE, (ORDERS, 1, 1)),
        (messages._GROUPS, (ORDERS, 1, 1)),
        (messages._OF_GROUP, (ORDERS, "a", 1)),
        (messages._LAST_OF_GROUP, (ORDERS, "a")),
        (messages._DEAD, (ORDERS, 1)),
    ],
)
def test_every_look_is_by_an_index_and_none_sorts(query: str, values: tuple[object, ...]) -> None:
    with messages._database.snapshot() as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}", values)]
    assert len(plan) == 1
    assert plan[0].startswith("SEARCH")


# Limits

MESSAGE = queue.Message("1", b"a", {}, None, ())
FINE: list[tuple[str, dict[str, object]]] = [
    ("send", {"body": "é\t\r\n"}),
    ("send", {"body": b"\0"}),
    ("send", {"body": "é" * 24576}),
    ("send", {"body": memoryview(bytes(49152))}),
    ("send", {"attributes": {f"k{n}": " " for n in range(8)}}),
    ("send", {"attributes": {"k" * 256: "v" * 1024}}),
    ("send", {"body": b"a" * (49152 - 18), "attributes": {"k": "v"}}),
    ("send", {"delay": 900, "group": None}),
    ("send", {"group": "~" * 128, "dedup_id": "!", "delay": 0}),
    ("send", {"dedup_id": "d"}),
    ("send_batch", {"bodies": ()}),
    ("receive", {"max_messages": 10, "wait": 20, "lease": 600}),
    ("nack", {"message": MESSAGE, "delay": 0}),
    ("extend", {"message": MESSAGE, "lease": 10}),
]
REFUSED: list[tuple[str, dict[str, object], str]] = [
    ("send", {"queue": "Orders"}, "is no queue name"),
    ("send", {"body": ""}, "is empty"),
    ("send", {"body": None}, "not str, bytes, bytearray or memoryview"),
    ("send", {"body": "é" * 24577}, "has 49154 bytes"),
    ("send", {"body": "\0"}, "control characters travel in bytes"),
    ("send", {"body": "\ufffe"}, "control characters travel in bytes"),
    ("send", {"attributes": {f"k{n}": "v" for n in range(9)}}, "at most 8"),
    ("send", {"attributes": {"K": "v"}}, "has the key 'K'"),
    ("send", {"attributes": {"googclient": "v"}}, "not goog"),
    ("send", {"attributes": {"k": ""}}, "has the value ''"),
    ("send", {"attributes": {"k": "é"}}, "printable ASCII"),
    ("send", {"attributes": [("k", "v")]}, "not dict or None"),
    ("send", {"body": b"a" * (49152 - 17), "attributes": {"k": "v"}}, "together have 49153 bytes"),
    ("send", {"delay": 901}, "is not 0 to 900 seconds"),
    ("send", {"delay": 1.0}, "not int"),
    ("send", {"delay": 1, "group": "g"}, "delay can't be given with group"),
    ("send", {"group": "a b"}, "128 characters of printable ASCII"),
    ("send", {"group": ""}, "128 characters of printable ASCII"),
    ("send", {"group": None, "dedup_id": "d"}, "dedup_id needs a group"),
    ("send_batch", {"bodies": "abc"}, "not a sequence of bodies"),
    ("send_batch", {"bodies": ["a", ""]}, "has at 1 a body that is empty"),
    ("receive", {"max_messages": 0}, "is not 1 to 10"),
    ("receive", {"max_messages": True}, "not int"),
    ("receive", {"wait": 21}, "is not 0 to 20 seconds"),
    ("receive", {"lease": 9}, "is not 10 to 600 seconds"),
    ("ack", {"message": "m"}, "not Message"),
    ("nack", {"delay": 601}, "is not 0 to 600 seconds"),
    ("extend", {"lease": 601}, "is not 10 to 600 seconds"),
]


@pytest.mark.parametrize(("operation", "arguments"), FINE)
def test_inside_the_limits(operation: str, arguments: dict[str, object]) -> None:
    check(operation, arguments)


@pytest.mark.parametrize(("operation", "arguments", "rule"), REFUSED)
def test_outside_the_limits(operation: str, arguments: dict[str, object], rule: str) -> None:
    with pytest.raises(queue.InvalidArgument) as caught:
        check(operation, arguments)
    assert str(caught.value).startswith(f"queue.{operation}: ")
    assert rule in str(caught.value)


def test_a_receipt_of_elsewhere_is_refused() -> None:
    with pytest.raises(queue.InvalidArgument, match="receipt"):
        queue.ack(MESSAGE)
