"""Queues of Service Bus: the official client against an AMQP peer, beyond what the conformance programs show."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest
from azure.core.exceptions import ClientAuthenticationError
from azure.servicebus import exceptions

from infrar import queue as sdk
from tests.kit.blocking import Blocking
from tests.kit.service_bus_queues import FakeServiceBusQueues, Queue
from tests.providers.azure import native

QUEUE = "orders"
CHOSEN = "service-bus"


@pytest.fixture(scope="module")
def environment(service_bus_queues: FakeServiceBusQueues) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in service_bus_queues.environment.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="module")
def module(environment: None) -> ModuleType:
    loaded = native.load("queue", CHOSEN)
    loaded.bus._config.retry_total = 0  # what is missing is missed at once
    return loaded


@pytest.fixture(scope="module", params=["queue", "aio.queue"])
def queue(request: pytest.FixtureRequest, environment: None) -> Iterator[Any]:
    """The operations."""
    if request.param == "queue":
        yield native.operations(request.getfixturevalue("module"), "queue", CHOSEN)
        return
    with Blocking.on_a_loop() as blocking:
        yield blocking(native.operations(native.load(request.param, CHOSEN), request.param, CHOSEN))


@pytest.fixture
def stored(service_bus_queues: FakeServiceBusQueues) -> Queue:
    """What is in the queue, which is empty at first."""
    service_bus_queues.create_queue(QUEUE)
    return service_bus_queues.queues[QUEUE]


def _leased(stored: Queue) -> list[bool]:
    return [bool(each.tag) for each in stored.messages]


def _until(condition: Callable[[], bool]) -> None:
    """Wait for what the peer's thread does."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_group_is_leased_given_back_and_acknowledged(queue: Any, stored: Queue) -> None:
    queue.send(QUEUE, "é", attributes={"kind": "new"}, group="a")
    queue.send(QUEUE, bytearray(b"\xff"), group="a")
    first, second = queue.receive(QUEUE, max_messages=10, wait=5)
    assert (first.body, first.attributes, first.group) == ("é".encode(), {"kind": "new"}, "a")
    assert (second.body, second.attributes, second.group) == (b"\xff", {}, "a")
    assert _leased(stored) == [True, True]
    queue.extend(first, 60)
    queue.ack(first)
    queue.nack(second)
    queue.ack(first)
    queue.extend(second, 60)
    _until(lambda: not stored.locks)
    assert [each.message.id for each in stored.messages] == [second.id]
    assert _leased(stored) == [False]


def test_what_is_given_back_for_the_fifth_time_is_a_dead_letter(queue: Any, stored: Queue) -> None:
    identifier = queue.send(QUEUE, "poison")
    stored.messages[0].deliveries = 4
    (message,) = queue.receive(QUEUE, wait=5)
    assert message.group is None
    queue.nack(message)
    _until(lambda: not stored.messages)
    assert [each.id for each in stored.dead] == [identifier]


def test_a_lease_that_ended_with_its_session_is_no_error(
    queue: Any, stored: Queue, service_bus_queues: FakeServiceBusQueues
) -> None:
    queue.send(QUEUE, "x", group="a")
    (message,) = queue.receive(QUEUE, wait=5)
    service_bus_queues.lose_session(QUEUE, "a")
    queue.extend(message, 60)
    queue.ack(message)
    assert len(stored.messages) == 1


def test_a_late_consumer_gives_back_what_it_has(queue: Any, stored: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    queue.send(QUEUE, "x", group="a")
    (message,) = queue.receive(QUEUE, wait=5, lease=10)
    now = time.monotonic
    with monkeypatch.context() as later:
        later.setattr(time, "monotonic", lambda: now() + 11)
        (again,) = queue.receive(QUEUE, wait=5)
        assert again.id == message.id
        assert again.receipt != message.receipt
        queue.ack(again)
    _until(lambda: not stored.messages)


def test_delays_and_duplicates_are_left_to_service_bus(queue: Any, stored: Queue) -> None:
    queue.send(QUEUE, "now", group="a", dedup_id="1")
    assert queue.send(QUEUE, "again", group="b", dedup_id="1") == "1"
    before = time.time()
    queue.send(QUEUE, "later", delay=900)
    assert [bytes(each.message.body) for each in stored.messages] == [b"now", b"later"]
    assert stored.messages[0].due == 0
    assert before + 899 < stored.messages[1].due < time.time() + 900


def test_batches_are_as_large_as_they_may_be(queue: Any, stored: Queue) -> None:
    queue.send_batch(QUEUE, [b"x" * 40_000] * 10)
    assert [len(each.message.body) for each in stored.messages] == [40_000] * 10
    assert len({each.session for each in stored.messages}) == 10
    queue.send_batch(QUEUE, [])
    assert len(stored.messages) == 10


def test_threads_have_senders_of_their_own_which_stay(module: ModuleType) -> None:
    assert module._queue_sender(QUEUE) is module._queue_sender(QUEUE)
    with pytest.MonkeyPatch.context() as patch:
        from concurrent.futures import ThreadPoolExecutor

        patch.setattr(module.bus, "get_queue_sender", lambda name: object())
        with ThreadPoolExecutor(1) as pool:
            other = pool.submit(module._queue_sender, QUEUE).result()
    assert other is not module._queue_sender(QUEUE)


@pytest.mark.parametrize(("lease", "renewed"), [(300, []), (301, [301]), (600, [600])])
def test_longer_leases_than_locks_are_renewed(module: ModuleType, lease: int, renewed: list[int]) -> None:
    found = []

    class Renewer:
        def register(self, receiver: Any, session: Any, max_lock_renewal_duration: int) -> None:
            found.append(max_lock_renewal_duration)

    class Receiver:
        session = None

    session = module._Session(Receiver())
    session.renewer = Renewer()
    session.lease_for(lease)
    assert found == renewed
    assert session.until > time.monotonic() + lease - 1


@pytest.mark.parametrize("operation", ["send", "receive"])
def test_a_queue_that_is_missing(module: ModuleType, operation: str) -> None:
    queue = native.operations(module, "queue", CHOSEN)
    with pytest.raises(sdk.NotFound):
        queue.send("no-such-queue", "x") if operation == "send" else queue.receive("no-such-queue")


def test_what_cannot_be_done(module: ModuleType) -> None:
    message = sdk.Message("1", b"", {}, None, (QUEUE, "none"))
    with pytest.raises(sdk.Unsupported, match="delay"):
        native.operations(module, "queue", CHOSEN).nack(message, delay=1)


@pytest.mark.parametrize(
    ("raised", "portable"),
    [
        (exceptions.MessagingEntityNotFoundError(), sdk.NotFound),
        (exceptions.ServiceBusAuthorizationError(), sdk.PermissionDenied),
        (exceptions.ServiceBusAuthenticationError(), sdk.Unauthenticated),
        (ClientAuthenticationError("no"), sdk.Unauthenticated),
        (exceptions.MessagingEntityDisabledError(), sdk.FailedPrecondition),
        (exceptions.MessageSizeExceededError(), sdk.ResourceExhausted),
        (exceptions.ServiceBusQuotaExceededError(), sdk.ResourceExhausted),
        (exceptions.ServiceBusServerBusyError(), sdk.ResourceExhausted),
        (exceptions.ServiceBusCommunicationError(), sdk.Unavailable),
        (exceptions.ServiceBusConnectionError(), sdk.Unavailable),
        (exceptions.OperationTimeoutError(), sdk.DeadlineExceeded),
        (exceptions.ServiceBusError("no"), sdk.QueueError),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else value.__name__,
)
def test_what_errors_become(module: ModuleType, raised: Exception, portable: type[Exception]) -> None:
    with pytest.raises(sdk.QueueError) as caught, module._infrar_errors():
        raise raised
    assert type(caught.value) is portable
