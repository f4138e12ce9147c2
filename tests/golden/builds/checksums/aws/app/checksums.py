"""Checksums of files, worked off by any number of workers, on this machine or on others that see the same files.

python checksums.py add FILE...    queue files
python checksums.py work           print the checksum of each; ends when nothing has come for a while
"""

import base64
import os
import sys
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import boto3
from botocore.exceptions import ClientError

QUEUES = {
    "checksums": os.environ["CHECKSUMS_QUEUE_URL"],
}

sqs = boto3.client("sqs")


class Message(NamedTuple):
    """A message that was received, and is leased to who received it."""

    id: str
    body: bytes
    attributes: dict[str, str]
    group: str | None
    receipt: tuple[str, ...]


class SendFailure(NamedTuple):
    """A body that `send_batch` couldn't send: its position among the bodies, from 0, and what the provider says."""

    position: int
    reason: str


def _outgoing(body: str | bytes | bytearray | memoryview, attributes: dict[str, str] | None = None) -> dict[str, Any]:
    """A message as SQS wants it: bytes are base64, and an attribute says so."""
    carried = dict(attributes or {})
    if not isinstance(body, str):
        body = base64.b64encode(bytes(body)).decode()
        carried["infrar-encoding"] = "base64"
    typed = {name: {"DataType": "String", "StringValue": value} for name, value in carried.items()}
    return {"MessageBody": body, "MessageAttributes": typed}


def _incoming(queue: str, received: Mapping[str, Any]) -> Message:
    """A message that SQS delivered."""
    typed = received.get("MessageAttributes", {}).items()
    attributes = {name: value["StringValue"] for name, value in typed if "StringValue" in value}
    encoded = attributes.pop("infrar-encoding", None) == "base64"
    body = base64.b64decode(received["Body"]) if encoded else received["Body"].encode()
    return Message(received["MessageId"], body, attributes, None, (queue, received["ReceiptHandle"]))


_LEASE_ENDED = ("AWS.SimpleQueueService.MessageNotInflight", "InvalidParameterValue", "ReceiptHandleIsInvalid")


def _change_lease(message: Message, seconds: int) -> None:
    """Let a message be received again after so many seconds, unless its lease has ended."""
    queue, handle = message.receipt
    try:
        sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=handle, VisibilityTimeout=seconds)
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") not in _LEASE_ENDED:
            raise


def _send_batch(queue: str, bodies: Sequence[str | bytes | bytearray | memoryview]) -> list[SendFailure]:
    """Send messages, ten in a request, and return those that failed."""
    failures = []
    for start in range(0, len(bodies), 10):
        chunk = enumerate(bodies[start : start + 10], start)
        entries: list[Any] = [{"Id": str(position), **_outgoing(body)} for position, body in chunk]
        answer = sqs.send_message_batch(QueueUrl=queue, Entries=entries)
        failed = {int(entry["Id"]): entry.get("Message", entry["Code"]) for entry in answer.get("Failed", [])}
        failures += [SendFailure(position, failed[position]) for position in sorted(failed)]
    return failures


def _receive(queue: str, *, max_messages: int = 1, wait: int = 0, lease: int = 30) -> list[Message]:
    """Return messages that nobody else has, leased for some seconds."""
    answer = sqs.receive_message(
        QueueUrl=queue,
        MaxNumberOfMessages=max_messages,
        WaitTimeSeconds=wait,
        VisibilityTimeout=lease,
        MessageAttributeNames=["All"],
    )
    return [_incoming(queue, received) for received in answer.get("Messages", [])]


def _ack(message: Message) -> None:
    """Remove a message: its work is done."""
    queue, handle = message.receipt
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=handle)


def _nack(message: Message, *, delay: int = 0) -> None:
    """Give a message back: it can be received again after some seconds."""
    _change_lease(message, delay)


QUEUE = "checksums"
PATIENCE = 2  # seconds without anything to do after which a worker ends


def add(paths: list[str]) -> int:
    """Queue files by their absolute paths, and return how many of them couldn't be."""
    failures = _send_batch(QUEUES[QUEUE], [str(Path(path).absolute()) for path in paths])
    for failure in failures:
        print(f"{paths[failure.position]}: {failure.reason}", file=sys.stderr)
    return len(failures)


def work() -> None:
    """Print checksums until there is nothing left to do.

    A file is acknowledged when its checksum is printed. One that can't be read is given back, to be tried again in a
    minute; the fifth time in vain it becomes a dead letter.
    """
    while messages := _receive(QUEUES[QUEUE], max_messages=10, wait=PATIENCE, lease=300):
        for message in messages:
            path = Path(message.body.decode())
            try:
                print(sha256(path.read_bytes()).hexdigest(), path, flush=True)
            except OSError as error:
                print(f"{path}: {error.strerror}", file=sys.stderr)
                _nack(message, delay=60)
            else:
                _ack(message)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["add", first, *others]:
            sys.exit(min(add([first, *others]), 1))
        case ["work"]:
            work()
        case _:
            sys.exit(__doc__)
