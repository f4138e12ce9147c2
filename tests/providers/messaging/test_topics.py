"""What topics of real servers hold after an event was published, how often a server was asked, and what its errors mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, NoCredentialsError, ReadTimeoutError
from google.api_core import exceptions as google
from google.auth.exceptions import DefaultCredentialsError

from tests.kit.blocking import Blocking
from tests.kit.servers import PROJECT, MotoServer, PubsubEmulator
from tests.kit.service_bus_fake import FakeServiceBus
from tests.providers.messaging.native import load, portable, rules

pytestmark = pytest.mark.xdist_group("messaging")
BODIES = [
    ("héllo", "héllo".encode()),
    (b"h\xff", b"h\xff"),
    (memoryview(b"0abc0")[1:-1], b"abc"),
    (bytearray(b"x"), b"x"),
]


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of a server: what native code calls it, and what came: bodies, attributes, ordering keys and identifiers."""

    name: str
    read: Callable[[], list[tuple[bytes, dict[str, str], str | None, str]]]


def sns(request: pytest.FixtureRequest, service: str) -> tuple[Mapping[str, str], Callable[[], Topic]]:
    """What came is seen in a queue that subscribes, as consumers with `infrar.queue` see it."""
    server: MotoServer = request.getfixturevalue("aws")
    fifo = service == "sns-fifo"
    ending, attributes = (".fifo", {"FifoQueue": "true"}) if fifo else ("", {})

    def make() -> Topic:
        name = f"events-{uuid4().hex[:8]}{ending}"
        queue = server.client("sqs").create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
        answer = server.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
        topic = server.client("sns").create_topic(Name=name, Attributes={"FifoTopic": "true"} if fifo else {})[
            "TopicArn"
        ]
        server.client("sns").subscribe(
            TopicArn=topic,
            Protocol="sqs",
            Endpoint=answer["Attributes"]["QueueArn"],
            Attributes={"RawMessageDelivery": "true"},
        )
        consumer = load("aws", "sqs-fifo" if fifo else "sqs", "queue")

        def read() -> list[tuple[bytes, dict[str, str], str | None, str]]:
            messages = consumer.receive(queue, max_messages=10)
            return [(each.body, each.attributes, each.group, "") for each in messages]

        return Topic(topic, read)

    return server.environment, make


def pubsub(request: pytest.FixtureRequest, service: str) -> tuple[Mapping[str, str], Callable[[], Topic]]:
    server: PubsubEmulator = request.getfixturevalue("pubsub")

    def make() -> Topic:
        server.create_queue(name := f"events-{uuid4().hex[:8]}")
        consumer = load("gcp", "pubsub", "queue")

        def read() -> list[tuple[bytes, dict[str, str], str | None, str]]:
            path = f"projects/{PROJECT}/subscriptions/{name}"
            answer = consumer.subscriber.pull(subscription=path, max_messages=10)
            messages = [each.message for each in answer.received_messages]
            return [(m.data, dict(m.attributes), m.ordering_key or None, m.message_id) for m in messages]

        return Topic(name, read)

    return server.environment, make


def service_bus(request: pytest.FixtureRequest, service: str) -> tuple[Mapping[str, str], Callable[[], Topic]]:
    server: FakeServiceBus = request.getfixturevalue("service_bus")

    def make() -> Topic:
        server.entities.add(name := f"events-{uuid4().hex[:8]}")

        def read() -> list[tuple[bytes, dict[str, str], str | None, str]]:
            sent = server.sent.pop(name, [])
            return [(bytes(each.body), each.properties or {}, each.group_id, each.id) for each in sent]

        return Topic(name, read)

    return server.environment, make


SERVICES = {
    "sns": ("aws", sns),
    "sns-fifo": ("aws", sns),
    "pubsub": ("gcp", pubsub),
    "service-bus": ("azure", service_bus),
}


@pytest.fixture(scope="module", params=[(name, kind) for name in SERVICES for kind in ("topic", "aio.topic")], ids=str)
def native(request: pytest.FixtureRequest) -> Iterator[tuple[str, Any, Callable[[], Topic]]]:
    """A service's functions, and a way to make topics for them."""
    service, surface = request.param
    provider, arrange = SERVICES[service]
    environment, make = arrange(request, service)
    with pytest.MonkeyPatch.context() as patch, Blocking.on_a_loop() as blocking:
        for name, value in environment.items():
            patch.setenv(name, value)
        module = load(provider, service, surface)
        yield service, module if surface == "topic" else blocking(module), make


def test_what_subscribers_get(native: tuple[str, Any, Callable[[], Topic]]) -> None:
    service, functions, make = native
    topic = make()
    identifiers = [functions.publish(topic.name, body, attributes={"kind": "new"}) for body, _ in BODIES]
    came = topic.read()
    assert sorted(body for body, _, _, _ in came) == sorted(body for _, body in BODIES)
    assert [attributes for _, attributes, _, _ in came] == [{"kind": "new"}] * len(BODIES)
    if not service.startswith("sns"):  # queues have identifiers of their own
        assert sorted(identifier for *_, identifier in came) == sorted(identifiers)


def test_order_among_events_of_one_key(native: tuple[str, Any, Callable[[], Topic]]) -> None:
    service, functions, make = native
    if service == "sns":
        assert rules("aws", "sns", "topic").rules[0].unsupported_reason("ordering_key")
        return
    topic = make()
    for number in range(6):
        functions.publish(topic.name, str(number), ordering_key="even" if number % 2 == 0 else "odd")
    functions.publish(topic.name, "none")
    came = topic.read()
    keys = {body: key for body, _, key, _ in came}
    assert [int(body) for body, _, key, _ in came if key == "even"] == [0, 2, 4]
    assert [int(body) for body, _, key, _ in came if key == "odd"] == [1, 3, 5]
    assert keys[b"none"] not in ("even", "odd")


def test_publishing_is_one_request(aws: MotoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in aws.environment.items():
        monkeypatch.setenv(name, value)
    functions, sent = load("aws", "sns", "topic"), []
    functions.sns.meta.events.register("before-send.sns", lambda event_name, **_: sent.append(event_name))
    functions.publish(aws.client("sns").create_topic(Name="payments")["TopicArn"], b"x", attributes={"a": "b"})
    assert len(sent) == 1


def aws_error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": ""}}, "Publish")


ERRORS: list[tuple[str, str, BaseException, str]] = [
    ("aws", "sns", aws_error("NotFound"), "NotFound"),
    ("aws", "sns", aws_error("InvalidParameter"), "InvalidArgument"),
    ("aws", "sns", aws_error("AuthorizationError"), "PermissionDenied"),
    ("aws", "sns", aws_error("KMSAccessDenied"), "PermissionDenied"),
    ("aws", "sns", aws_error("InvalidClientTokenId"), "Unauthenticated"),
    ("aws", "sns", NoCredentialsError(), "Unauthenticated"),
    ("aws", "sns", aws_error("KMSDisabled"), "FailedPrecondition"),
    ("aws", "sns", aws_error("Throttling"), "ResourceExhausted"),
    ("aws", "sns", aws_error("InternalError"), "Unavailable"),
    ("aws", "sns", EndpointConnectionError(endpoint_url="http://sns"), "Unavailable"),
    ("aws", "sns", ReadTimeoutError(endpoint_url="http://sns"), "DeadlineExceeded"),
    ("aws", "sns", aws_error("Odd"), ""),
    ("gcp", "pubsub", google.NotFound("x"), "NotFound"),
    ("gcp", "pubsub", google.InvalidArgument("x"), "InvalidArgument"),
    ("gcp", "pubsub", google.PermissionDenied("x"), "PermissionDenied"),
    ("gcp", "pubsub", DefaultCredentialsError("x"), "Unauthenticated"),
    ("gcp", "pubsub", google.FailedPrecondition("x"), "FailedPrecondition"),
    ("gcp", "pubsub", google.RetryError("x", google.ResourceExhausted("x")), "ResourceExhausted"),
    ("gcp", "pubsub", google.RetryError("x", google.ServiceUnavailable("x")), "Unavailable"),
    ("gcp", "pubsub", google.DeadlineExceeded("x"), "DeadlineExceeded"),
    ("gcp", "pubsub", google.Unknown("x"), "Unavailable"),
]


@pytest.mark.parametrize(("provider", "service", "error", "name"), ERRORS, ids=lambda value: str(value)[:60])
def test_errors_in_portable_words(
    provider: str, service: str, error: BaseException, name: str, request: pytest.FixtureRequest
) -> None:
    environment = request.getfixturevalue({"aws": "aws", "gcp": "pubsub"}[provider]).environment
    with pytest.MonkeyPatch.context() as patch:
        for variable, value in environment.items():
            patch.setenv(variable, value)
        book = rules(provider, service, "topic")
        assert portable(load(provider, service, "topic"), book, error) == [*filter(None, [name]), "TopicError"]


@pytest.mark.parametrize(
    ("refusing", "topic", "name"),
    [
        ("amqp:link:message-size-exceeded", "events", "ResourceExhausted"),
        ("amqp:unauthorized-access", "events", "PermissionDenied"),
        ("com.microsoft:server-busy", "events", "ResourceExhausted"),
        ("com.microsoft:entity-disabled", "events", "FailedPrecondition"),
        ("", "missing", "NotFound"),
    ],
)
def test_errors_of_service_bus(
    refusing: str, topic: str, name: str, service_bus: FakeServiceBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    from azure.servicebus import ServiceBusClient

    (connection,) = service_bus.environment.values()
    monkeypatch.setenv("AZURE_SERVICE_BUS_CONNECTION_STRING", connection)
    module, book = load("azure", "service-bus", "topic"), rules("azure", "service-bus", "topic")
    monkeypatch.setattr(module, "bus", ServiceBusClient.from_connection_string(connection, retry_total=0), raising=True)
    service_bus.entities.add("events")
    service_bus.refusing = refusing
    try:
        with pytest.raises(Exception) as caught:  # noqa: PT011  which it is, is what is asserted
            module.publish(topic, "x")
    finally:
        service_bus.refusing = ""
    assert portable(module, book, caught.value) == [name, "TopicError"]
