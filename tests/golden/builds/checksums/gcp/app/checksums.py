"""Checksums of files, worked off by any number of workers, on this machine or on others that see the same files.

python checksums.py add FILE...    queue files
python checksums.py work           print the checksum of each; ends when nothing has come for a while
"""

import os
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from google import auth
from google.api_core.exceptions import DeadlineExceeded
from google.pubsub_v1 import PublisherClient, PubsubMessage, SubscriberClient

QUEUES = {
    "checksums": "checksums-queue",
}

publisher = PublisherClient()
subscriber = SubscriberClient()
project = os.environ.get("GOOGLE_CLOUD_PROJECT") or str(auth.default()[1])


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


def _send_batch(queue: str, bodies: Sequence[str | bytes | bytearray | memoryview]) -> list[SendFailure]:
    """Publish messages, 200 in a request; Pub/Sub takes all of a request or nothing, so none fails alone."""
    messages = [PubsubMessage(data=each.encode() if isinstance(each, str) else bytes(each)) for each in bodies]
    for start in range(0, len(messages), 200):
        publisher.publish(topic=publisher.topic_path(project, queue), messages=messages[start : start + 200])
    return []


def _receive(queue: str, *, max_messages: int = 1, wait: int = 0, lease: int = 30) -> list[Message]:
    """Lease messages of the queue's subscription for `lease` seconds, and wait `wait` seconds for the first."""
    subscription = subscriber.subscription_path(project, queue)
    try:
        # Pub/Sub answers within the time that a call has, and needs a moment of it to look.
        pulled = subscriber.pull(subscription=subscription, max_messages=max_messages, timeout=wait + 1)
    except DeadlineExceeded:
        return []
    found = [
        Message(
            each.message.message_id,
            each.message.data,
            dict(sorted(each.message.attributes.items())),
            each.message.ordering_key or None,
            (subscription, each.ack_id),
        )
        for each in pulled.received_messages
    ]
    if found and lease != 30:  # the subscription's own
        subscriber.modify_ack_deadline(
            subscription=subscription,
            ack_ids=[message.receipt[1] for message in found],
            ack_deadline_seconds=lease,
        )
    return found


def _ack(message: Message) -> None:
    """Acknowledge a message: it isn't delivered again."""
    subscription, ack_id = message.receipt
    subscriber.acknowledge(subscription=subscription, ack_ids=[ack_id])


def _nack(message: Message, *, delay: int = 0) -> None:
    """End the lease of a message after `delay` seconds."""
    subscription, ack_id = message.receipt
    subscriber.modify_ack_deadline(subscription=subscription, ack_ids=[ack_id], ack_deadline_seconds=delay)


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
