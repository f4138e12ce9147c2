"""Queues on moto, beyond what the conformance programs show: what is sent, how often, what SQS says, dead letters."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError, NoCredentialsError, ReadTimeoutError

from infrar_engine.pipeline import Request, run
from infrar_engine.plugins.forms import render
from infrar_engine.plugins.rules import RuleBook
from infrar_engine.runtime import native_source
from tests.kit.blocking import Blocking
from tests.kit.servers import MotoServer
from tests.providers.aws import native

SERVICES = ("sqs", "sqs-fifo")


def rules(service: str, surface: str = "queue") -> RuleBook:
    book = native.provider().rules_for(surface, service)
    assert book is not None
    return book


def load(service: str, surface: str = "queue") -> ModuleType:
    module = ModuleType(f"{service} {surface}")
    exec(compile(native_source(rules(service, surface)), service, "exec"), vars(module))
    return module


@pytest.fixture(scope="module", params=SERVICES)
def service(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def sqs(service: str, environment: None) -> ModuleType:
    """The synchronous functions."""
    return load(service)


@pytest.fixture(scope="module", params=["queue", "aio.queue"])
def queue(request: pytest.FixtureRequest, service: str, environment: None) -> Iterator[Any]:
    """The functions of both kinds."""
    with Blocking.on_a_loop() as blocking:
        module = load(service, request.param)
        yield module if request.param == "queue" else blocking(module)


@pytest.fixture
def url(aws: MotoServer, service: str) -> str:
    """The address of an empty queue whose dead letters go to another one."""
    name, fifo = f"orders-{uuid4().hex[:8]}", service == "sqs-fifo"
    ending, attributes = (".fifo", {"FifoQueue": "true"}) if fifo else ("", {})
    client = aws.client("sqs")
    dead = client.create_queue(QueueName=f"{name}-dead{ending}", Attributes=attributes)["QueueUrl"]
    arn = client.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    redrive = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 5})
    made = client.create_queue(QueueName=f"{name}{ending}", Attributes={**attributes, "RedrivePolicy": redrive})
    return str(made["QueueUrl"])


def requests(client: Any) -> list[str]:
    """The names of the requests that the client sends from now on."""
    sent: list[str] = []
    client.meta.events.register("before-send.sqs", lambda event_name, **_: sent.append(event_name.rpartition(".")[2]))
    return sent


PROGRAM = """
from infrar import queue


def place(order: str) -> None:
    queue.send("orders", order)


def work() -> None:
    for message in queue.receive("jobs", wait=20):
        queue.ack(message)
"""
KEY = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def test_producers_only_send_and_consumers_only_receive(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(PROGRAM)
    keys = {name: {"settings": {"kms_key_arn": KEY}} for name in ("orders", "jobs")}
    config = {"project": "shop", "environments": {"production": {"provider": "aws"}}, "resources": keys}
    (tmp_path / "infrar.yaml").write_text(json.dumps(config))
    made = run(Request(tmp_path, environment="production"))
    assert not made.failed, made.diagnostics
    (identity,) = [each.content.decode() for each in made.artifacts if each.path == "infra/identity.tf"]
    granted = re.findall(r"Action += (.*)\n +Resource = (.*)\n", identity)
    assert granted == [
        ('["sqs:DeleteMessage", "sqs:ReceiveMessage"]', "module.jobs.arn"),
        ('["sqs:SendMessage"]', "module.orders.arn"),
        ('["kms:Decrypt"]', f'"{KEY}"'),
        ('["kms:Decrypt", "kms:GenerateDataKey"]', f'"{KEY}"'),
    ]
    (environment,) = [line for line in identity.splitlines() if "JOBS_QUEUE_URL" in line]
    assert environment.split() == ["JOBS_QUEUE_URL", "=", "module.jobs.url"]


def test_each_operation_is_one_request_and_a_batch_one_for_ten(sqs: ModuleType, url: str) -> None:
    sent = requests(sqs.sqs)
    sqs.send(url, b"a")
    (message,) = sqs.receive(url)
    sqs.extend(message, 60)
    sqs.nack(message, delay=1)
    sqs.ack(message)
    sqs.send_batch(url, [b"\xff" * 49152] * 11)
    sqs.send_batch(url, [])
    one = ["SendMessage", "ReceiveMessage", "ChangeMessageVisibility", "ChangeMessageVisibility", "DeleteMessage"]
    assert sent == [*one, "SendMessageBatch", "SendMessageBatch"]


def test_text_is_sent_as_it_is_and_bytes_say_what_they_are(queue: Any, aws: MotoServer, url: str) -> None:
    queue.send(url, "héllo", attributes={"k": "v"})
    queue.send(url, b"h\xff")
    client = aws.client("sqs")
    received = client.receive_message(QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"])
    seen = sorted((each["Body"], sorted(each["MessageAttributes"])) for each in received["Messages"])
    marks = ["infrar-group"] if "fifo" in url else []
    assert seen == [("aP8=", ["infrar-encoding", *marks]), ("héllo", [*marks, "k"])]


def test_messages_of_other_programs(queue: Any, aws: MotoServer, url: str) -> None:
    attributes = {
        "n": {"DataType": "Number", "StringValue": "1"},
        "b": {"DataType": "Binary", "BinaryValue": b"\xff"},
    }
    fifo = {"MessageGroupId": "g", "MessageDeduplicationId": "d"} if "fifo" in url else {}
    aws.client("sqs").send_message(QueueUrl=url, MessageBody="aGk=", MessageAttributes=attributes, **fifo)
    (message,) = queue.receive(url)
    assert (message.body, message.attributes, message.group) == (b"aGk=", {"n": "1"}, fifo.get("MessageGroupId"))


def test_what_sqs_refuses_of_a_batch_is_returned_in_order(sqs: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(QueueUrl: str, Entries: list[dict[str, Any]]) -> dict[str, Any]:
        failed = [{"Id": each["Id"], "Code": "Busy", "SenderFault": False} for each in Entries[:2]]
        failed[-1]["Message"] = "try again"
        return {"Failed": failed[::-1]}

    monkeypatch.setattr(sqs.sqs, "send_message_batch", answer)
    failures = sqs.send_batch("url", ["x"] * 12)
    assert [tuple(each) for each in failures] == [(0, "Busy"), (1, "try again"), (10, "Busy"), (11, "try again")]


def test_after_five_receives_a_message_is_a_dead_letter(queue: Any, url: str) -> None:
    sent = queue.send(url, "a")
    for _ in range(5):
        (message,) = queue.receive(url)
        queue.nack(message)
    assert queue.receive(url) == []
    name, _, ending = url.rpartition("/")[2].partition(".")
    (dead,) = queue.receive(f"{url.rpartition('/')[0]}/{name}-dead{'.' if ending else ''}{ending}")
    assert (dead.id, dead.body) == (sent, b"a")


def test_when_a_lease_ends_another_consumer_gets_the_message(queue: Any, url: str) -> None:
    sent = queue.send(url, "a")
    (first,) = queue.receive(url, lease=1)
    (again,) = queue.receive(url, wait=10)
    assert (again.id, again.body) == (sent, b"a")
    queue.ack(again)
    queue.ack(first)
    assert queue.receive(url) == []


ENDED = ["AWS.SimpleQueueService.MessageNotInflight", "InvalidParameterValue", "ReceiptHandleIsInvalid"]


def failing(code: str) -> Any:
    """A request that SQS answers with this error."""

    def request(**_: object) -> None:
        raise ClientError({"Error": {"Code": code, "Message": ""}}, "ChangeMessageVisibility")

    return request


@pytest.mark.parametrize("code", ENDED)
def test_a_lease_that_has_ended_is_no_error(sqs: ModuleType, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    message = sqs.Message("1", b"", {}, None, ("url", "handle"))
    monkeypatch.setattr(sqs.sqs, "change_message_visibility", failing(code))
    sqs.nack(message)
    sqs.extend(message, 60)
    if sqs.__name__.startswith("sqs-fifo"):  # other queues delete such messages
        monkeypatch.setattr(sqs.sqs, "delete_message", failing(code))
        sqs.ack(message)


def test_other_errors_of_a_lease_are_raised(sqs: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    message = sqs.Message("1", b"", {}, None, ("url", "handle"))
    for request in ("change_message_visibility", "delete_message"):
        monkeypatch.setattr(sqs.sqs, request, failing("AccessDenied"))
    for operation in (sqs.nack, sqs.ack):
        with pytest.raises(ClientError, match="AccessDenied"):
            operation(message)


CODES = [
    ("AWS.SimpleQueueService.NonExistentQueue", "NotFound"),
    ("QueueDoesNotExist", "NotFound"),
    ("InvalidMessageContents", "InvalidArgument"),
    ("InvalidParameterValue", "InvalidArgument"),
    ("AWS.SimpleQueueService.BatchRequestTooLong", "InvalidArgument"),
    ("AccessDenied", "PermissionDenied"),
    ("AccessDeniedException", "PermissionDenied"),
    ("KMS.AccessDeniedException", "PermissionDenied"),
    ("InvalidClientTokenId", "Unauthenticated"),
    ("ExpiredToken", "Unauthenticated"),
    ("SignatureDoesNotMatch", "Unauthenticated"),
    ("KMS.DisabledException", "FailedPrecondition"),
    ("KMS.NotFoundException", "FailedPrecondition"),
    ("RequestThrottled", "ResourceExhausted"),
    ("OverLimit", "ResourceExhausted"),
    ("ServiceUnavailable", "Unavailable"),
    ("500", "Unavailable"),
    ("RequestExpired", "DeadlineExceeded"),
]
OF_BOTO3: list[tuple[Exception, str]] = [
    (NoCredentialsError(), "Unauthenticated"),
    (ReadTimeoutError(endpoint_url="https://sqs"), "DeadlineExceeded"),
    *[(ClientError({"Error": {"Code": code}}, "SendMessage"), name) for code, name in CODES],
]


@pytest.mark.parametrize(("error", "name"), OF_BOTO3, ids=lambda value: value if isinstance(value, str) else "")
def test_errors_in_portable_words(sqs: ModuleType, service: str, error: Exception, name: str) -> None:
    book = rules(service)
    expressions = {rule.name: rule.expression for rule in book.errors if rule.expression is not None}
    try:
        raise error
    except Exception:
        caught = [each for each, classes in expressions.items() if isinstance(error, eval(classes, vars(sqs)))]
        known = isinstance(error, eval(book.any_error, vars(sqs)))
    assert (caught, known) == ([name], True)


def test_a_missing_queue(queue: Any, service: str, url: str) -> None:
    with pytest.raises(ClientError) as caught:
        queue.send(url.replace("orders", "missing"), "a")
    assert caught.value.response["Error"]["Code"] == "AWS.SimpleQueueService.NonExistentQueue"


def test_inline_forms_send_what_the_function_sends(sqs: ModuleType, service: str, url: str) -> None:
    rule = rules(service).rule("send")
    assert rule is not None
    for form in rule.inline:
        arguments = {name: f"'{value}'" for name, value in (("body", "hello"), ("group", "g")) if name in form.mentions}
        if "dedup_id" in form.mentions:
            arguments["dedup_id"] = f"'{uuid4().hex}'"
        text = render(form, {"queue": repr(url), **arguments}, lambda name: name)
        if form.kind == "statement":
            exec(text, vars(sqs))
            sent = None
        else:
            sent = eval(text, vars(sqs))
        (message,) = sqs.receive(url)
        sqs.ack(message)
        assert (message.body, message.attributes, message.group) == (
            b"hello",
            {},
            "g" if "group" in form.mentions else None,
        )
        assert sent in (None, message.id)
