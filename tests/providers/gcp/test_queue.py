"""Queues on Google's emulator, beyond what the conformance programs show: requests, batches, what errors become."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from google.api_core import exceptions
from google.auth.exceptions import DefaultCredentialsError, RefreshError, TransportError

from infrar import queue as sdk
from tests.kit.blocking import Blocking
from tests.kit.servers import PubsubEmulator
from tests.providers.gcp import native

Queues = tuple[ModuleType, Any]


@pytest.fixture(scope="module")
def environment(pubsub: PubsubEmulator) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in pubsub.environment.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="module")
def synchronous(environment: None) -> Queues:
    return native.load("queue")


@pytest.fixture(scope="module", params=["queue", "aio.queue"])
def loaded(request: pytest.FixtureRequest, environment: None) -> Iterator[Queues]:
    if request.param == "queue":
        yield request.getfixturevalue("synchronous")
        return
    with Blocking.on_a_loop() as blocking:
        module, operations = native.load(request.param)
        yield module, blocking(operations)


@pytest.fixture
def queue(loaded: Queues, pubsub: PubsubEmulator) -> Any:
    """The operations, and an empty queue `orders`."""
    pubsub.reset()
    pubsub.create_queue("orders")
    return loaded[1]


def test_a_batch_of_the_largest_messages(queue: Any) -> None:
    assert queue.send_batch("orders", [b"x" * 48 * 1024] * 201) == []
    assert queue.send_batch("orders", []) == []


def test_a_message_without_a_body_is_refused(queue: Any) -> None:
    with pytest.raises(sdk.InvalidArgument):
        queue.send("orders", b"")


def test_what_cannot_be_done(queue: Any) -> None:
    with pytest.raises(sdk.Unsupported, match="delay"):
        queue.send("orders", b"x", delay=1)
    with pytest.raises(sdk.Unsupported, match="dedup_id"):
        queue.send("orders", b"x", group="g", dedup_id="d")


@pytest.mark.parametrize(("lease", "requests"), [(30, ["pull"]), (60, ["pull", "modify_ack_deadline"])])
def test_the_subscriptions_own_lease_takes_no_request(
    synchronous: Queues, pubsub: PubsubEmulator, monkeypatch: pytest.MonkeyPatch, lease: int, requests: list[str]
) -> None:
    module, queue = synchronous
    pubsub.reset()
    pubsub.create_queue("orders")
    queue.send("orders", b"x")
    made: list[str] = []
    for name in ("pull", "modify_ack_deadline"):
        monkeypatch.setattr(module, "subscriber", _Counting(module.subscriber, name, made))
    assert len(queue.receive("orders", wait=5, lease=lease)) == 1
    assert made == requests


class _Counting:
    """A client that notes the calls of one method."""

    def __init__(self, client: Any, name: str, made: list[str]) -> None:
        self._client, self._name, self._made = client, name, made

    def __getattr__(self, name: str) -> Any:
        if name == self._name:
            self._made.append(name)
        return getattr(self._client, name)


def test_a_pull_that_runs_out_of_time_found_nothing(synchronous: Queues, monkeypatch: pytest.MonkeyPatch) -> None:
    module, queue = synchronous

    class Late:
        def subscription_path(self, project: str, name: str) -> str:
            return f"projects/{project}/subscriptions/{name}"

        def pull(self, **_: Any) -> None:
            raise exceptions.DeadlineExceeded("504")

    monkeypatch.setattr(module, "subscriber", Late())
    assert queue.receive("orders") == []


def _given_up(cause: Exception) -> exceptions.RetryError:
    return exceptions.RetryError("Timeout of 600.0s exceeded", cause=cause)


@pytest.mark.parametrize(
    ("raised", "portable"),
    [
        (exceptions.NotFound("no"), sdk.NotFound),
        (exceptions.AlreadyExists("no"), sdk.AlreadyExists),
        (exceptions.InvalidArgument("no"), sdk.InvalidArgument),
        (exceptions.PermissionDenied("no"), sdk.PermissionDenied),
        (exceptions.Unauthenticated("no"), sdk.Unauthenticated),
        (DefaultCredentialsError("no"), sdk.Unauthenticated),
        (RefreshError("no"), sdk.Unauthenticated),
        (exceptions.FailedPrecondition("the key is disabled"), sdk.FailedPrecondition),
        (exceptions.ResourceExhausted("no"), sdk.ResourceExhausted),
        (_given_up(exceptions.ResourceExhausted("no")), sdk.ResourceExhausted),
        (exceptions.ServiceUnavailable("no"), sdk.Unavailable),
        (exceptions.InternalServerError("no"), sdk.Unavailable),
        (TransportError("no"), sdk.Unavailable),
        (_given_up(exceptions.ServiceUnavailable("no")), sdk.Unavailable),
        (exceptions.DeadlineExceeded("no"), sdk.DeadlineExceeded),
        (_given_up(exceptions.DeadlineExceeded("no")), sdk.DeadlineExceeded),
        (exceptions.DataLoss("no"), sdk.QueueError),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else value.__name__,
)
def test_what_errors_become(synchronous: Queues, raised: Exception, portable: type[Exception]) -> None:
    with pytest.raises(sdk.QueueError) as caught, synchronous[0]._infrar_errors():
        raise raised
    assert type(caught.value) is portable
