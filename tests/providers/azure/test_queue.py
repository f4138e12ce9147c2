"""Queues on Azurite, beyond what the conformance programs show: how messages are written, receipts, dead letters."""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Iterator
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest
from azure.core.exceptions import (
    ClientAuthenticationError,
    HttpResponseError,
    ResourceNotFoundError,
    ServiceRequestError,
    ServiceRequestTimeoutError,
    ServiceResponseError,
    ServiceResponseTimeoutError,
)

from infrar import queue as sdk
from infrar._limits import queue as limits
from tests.kit.blocking import Blocking
from tests.kit.servers import Azurite
from tests.providers.azure import native

LARGEST = 48 * 1024


@pytest.fixture(scope="module")
def environment(azurite: Azurite) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in azurite.environment.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="module")
def module(environment: None) -> ModuleType:
    return native.load("queue")


@pytest.fixture(scope="module", params=["queue", "aio.queue"])
def queue(request: pytest.FixtureRequest, environment: None) -> Iterator[Any]:
    """The operations."""
    if request.param == "queue":
        yield native.operations(request.getfixturevalue("module"), "queue")
        return
    with Blocking.on_a_loop() as blocking:
        yield blocking(native.operations(native.load(request.param), request.param))


@pytest.fixture
def name(azurite: Azurite) -> str:
    """An empty queue, with one for its dead letters."""
    made = f"orders-{uuid4().hex[:8]}"
    azurite.create_queue(made)
    return made


@pytest.mark.parametrize(
    ("body", "attributes", "text"),
    [
        ("hällo", None, b64encode("hällo".encode()).decode()),
        (b"\x00\xff", None, "AP8="),
        (memoryview(b"x"), {}, "eA=="),
        (b"x", {"kind": "a=b"}, b64encode(b"kind=a=b").decode() + ".eA=="),
        (b"x", {"a": "1", "b": " "}, b64encode(b"a=1\nb= ").decode() + ".eA=="),
    ],
)
def test_how_a_message_is_written(
    module: ModuleType, azurite: Azurite, name: str, body: Any, attributes: dict[str, str] | None, text: str
) -> None:
    queue = native.operations(module, "queue")
    queue.send(name, body, attributes=attributes)
    (written,) = azurite.queues().get_queue_client(name).peek_messages()
    assert written.content == text
    (message,) = queue.receive(name)
    assert message.body == (body.encode() if isinstance(body, str) else bytes(body))
    assert message.attributes == (attributes or {})


@pytest.mark.parametrize(
    "attributes",
    [
        {},
        {"a": '"'},
        {"a": "<" * 1024},
        {f"{'k' * 255}{index}": "\\" * 1024 for index in range(8)},
    ],
    ids=["none", "smallest", "markup", "largest"],
)
def test_the_largest_portable_messages_fit(module: ModuleType, name: str, attributes: dict[str, str]) -> None:
    size = LARGEST - sum(len(key) + len(value) + 16 for key, value in attributes.items())
    limits.check("send", {"queue": "orders", "body": b"x" * size, "attributes": attributes})
    with pytest.raises(sdk.InvalidArgument):
        limits.check("send", {"queue": "orders", "body": b"x" * (size + 1), "attributes": attributes})
    queue = native.operations(module, "queue")
    queue.send(name, b"\xff" * size, attributes=attributes)
    (message,) = queue.receive(name)
    assert (message.body, message.attributes) == (b"\xff" * size, attributes)


def test_a_receipt_outlives_extensions(queue: Any, name: str) -> None:
    queue.send(name, b"x")
    (message,) = queue.receive(name, lease=10)
    queue.extend(message, 60)
    queue.extend(message, 30)
    queue.nack(message)
    (again,) = queue.receive(name)
    queue.extend(again, 60)
    queue.ack(again)
    queue.ack(again)
    queue.extend(again, 60)
    queue.nack(again)
    assert queue.receive(name) == []


def test_renewed_receipts_are_forgotten(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    messages = [sdk.Message(str(number), b"", {}, None, ("q", str(number), "first")) for number in range(3)]
    for number, message in enumerate(messages):
        module._renew(message, f"renewed {number}", 60 * (number + 1))
    assert module._pop_receipt(messages[0]) == "renewed 0"
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 90)
    module._renew(messages[2], "renewed again", 60)
    assert [module._pop_receipt(each) for each in messages] == ["first", "renewed 1", "renewed again"]


def test_what_is_received_for_the_sixth_time_is_a_dead_letter(queue: Any, name: str) -> None:
    queue.send(name, b"poison", attributes={"kind": "bad"})
    for _ in range(5):
        (message,) = queue.receive(name)
        queue.nack(message)
    assert queue.receive(name) == []
    (letter,) = queue.receive(f"{name}-dead")
    assert (letter.body, letter.attributes) == (b"poison", {"kind": "bad"})


def test_waiting_ends_with_the_first_message(queue: Any, name: str) -> None:
    queue.send(name, b"later", delay=1)
    before = time.monotonic()
    assert [message.body for message in queue.receive(name, wait=10)] == [b"later"]
    assert 0.5 < time.monotonic() - before < 5


def test_what_cannot_be_done(queue: Any, name: str) -> None:
    with pytest.raises(sdk.Unsupported, match="group"):
        queue.send(name, b"x", group="g")


@pytest.mark.parametrize(
    "operation",
    [
        lambda queue, missing: queue.send("no-such-queue", b"x"),
        lambda queue, missing: queue.send_batch("no-such-queue", [b"x"]),
        lambda queue, missing: queue.receive("no-such-queue"),
        lambda queue, missing: queue.ack(missing),
        lambda queue, missing: queue.nack(missing),
        lambda queue, missing: queue.extend(missing, 60),
    ],
    ids=["send", "send_batch", "receive", "ack", "nack", "extend"],
)
def test_a_queue_that_is_missing(queue: Any, operation: Any) -> None:
    missing = sdk.Message("1", b"", {}, None, ("no-such-queue", "1", "receipt"))
    with pytest.raises(sdk.NotFound):
        operation(queue, missing)


def _refused(status: int, code: str = "") -> HttpResponseError:
    error = HttpResponseError(code or str(status))
    error.status_code = status
    vars(error)["error_code"] = code
    return error


@pytest.mark.parametrize(
    ("raised", "portable"),
    [
        (ResourceNotFoundError("no"), sdk.NotFound),
        (_refused(400, "InvalidQueryParameterValue"), sdk.InvalidArgument),
        (_refused(403, "AuthorizationPermissionMismatch"), sdk.PermissionDenied),
        (ClientAuthenticationError("no"), sdk.Unauthenticated),
        (_refused(409, "QueueBeingDeleted"), sdk.FailedPrecondition),
        (_refused(413, "RequestBodyTooLarge"), sdk.ResourceExhausted),
        (_refused(503, "ServerBusy"), sdk.ResourceExhausted),
        (_refused(500, "InternalError"), sdk.Unavailable),
        (ServiceRequestError("no"), sdk.Unavailable),
        (ServiceResponseError("no"), sdk.Unavailable),
        (_refused(500, "OperationTimedOut"), sdk.DeadlineExceeded),
        (ServiceRequestTimeoutError("no"), sdk.DeadlineExceeded),
        (ServiceResponseTimeoutError("no"), sdk.DeadlineExceeded),
        (_refused(418), sdk.QueueError),
    ],
    ids=str,
)
def test_what_errors_become(module: ModuleType, raised: Exception, portable: type[Exception]) -> None:
    with pytest.raises(sdk.QueueError) as caught, module._infrar_errors():
        raise raised
    assert type(caught.value) is portable
