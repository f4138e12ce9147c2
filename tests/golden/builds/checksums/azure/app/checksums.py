"""Checksums of files, worked off by any number of workers, on this machine or on others that see the same files.

python checksums.py add FILE...    queue files
python checksums.py work           print the checksum of each; ends when nothing has come for a while
"""

import os
import sys
import time
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from azure.core.exceptions import HttpResponseError
from azure.identity import DefaultAzureCredential
from azure.storage.queue import QueueMessage, QueueServiceClient

queues = (
    QueueServiceClient.from_connection_string(os.environ["AZURE_STORAGE_CONNECTION_STRING"])
    if os.environ.get("AZURE_STORAGE_CONNECTION_STRING")
    else QueueServiceClient(os.environ["AZURE_STORAGE_QUEUE_URL"], credential=DefaultAzureCredential())
)


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


def _text(body: str | bytes | bytearray | memoryview, attributes: dict[str, str] | None = None) -> str:
    """A message as text: its body in base64, after its attributes, if there are any."""
    parts = [body.encode() if isinstance(body, str) else bytes(body)]
    if attributes:
        parts.insert(0, "\n".join(f"{key}={value}" for key, value in attributes.items()).encode())
    return ".".join(b64encode(part).decode() for part in parts)


def _message(queue: str, item: QueueMessage) -> Message:
    """What a message that was received says."""
    *head, body = (b64decode(part) for part in item.content.split("."))
    attributes = dict(line.split("=", 1) for line in head[0].decode().split("\n")) if head else {}
    return Message(item.id, body, attributes, None, (queue, item.id, item.pop_receipt or ""))


@contextmanager
def _unless_lost() -> Iterator[None]:
    """Do nothing to a message that was delivered again, or is gone, after its lease ended."""
    try:
        yield
    except HttpResponseError as error:
        if getattr(error, "error_code", None) not in ("MessageNotFound", "PopReceiptMismatch"):
            raise


_renewals: dict[tuple[str, ...], tuple[str, float]] = {}


def _pop_receipt(message: Message) -> str:
    """The newest receipt for a message."""
    return _renewals.get(message.receipt, (message.receipt[2], 0.0))[0]


def _is_dead(queue: str, item: QueueMessage) -> bool:
    """Whether a message was received five times before, and is now moved to the queue of dead letters."""
    if (item.dequeue_count or 0) <= 5:
        return False
    queues.get_queue_client(f"{queue}-dead").send_message(item.content, time_to_live=-1)
    with _unless_lost():
        queues.get_queue_client(queue).delete_message(item)
    return True


def _send_batch(queue: str, bodies: Sequence[str | bytes | bytearray | memoryview]) -> list[SendFailure]:
    """Send messages, each in a request of its own, as the service has it; the first error ends it."""
    target = queues.get_queue_client(queue)
    for body in bodies:
        target.send_message(_text(body))
    return []


def _receive(queue: str, *, max_messages: int = 1, wait: int = 0, lease: int = 30) -> list[Message]:
    """Lease messages for `lease` seconds, and ask again for `wait` seconds as long as there are none."""
    source = queues.get_queue_client(queue)
    until, pause = time.monotonic() + wait, 0.1
    while True:
        pages = source.receive_messages(messages_per_page=max_messages, visibility_timeout=lease).by_page()
        found = [_message(queue, item) for item in next(pages, ()) if not _is_dead(queue, item)]
        left = until - time.monotonic()
        if found or left <= 0:
            return found
        time.sleep(min(pause, left))
        pause = min(pause * 2, 1)


def _ack(message: Message) -> None:
    """Delete a message."""
    queue, identifier, _ = message.receipt
    with _unless_lost():
        queues.get_queue_client(queue).delete_message(identifier, _pop_receipt(message))
    _renewals.pop(message.receipt, None)


def _nack(message: Message, *, delay: int = 0) -> None:
    """End the lease of a message after `delay` seconds."""
    queue, identifier, _ = message.receipt
    with _unless_lost():
        queues.get_queue_client(queue).update_message(identifier, _pop_receipt(message), visibility_timeout=delay)
    _renewals.pop(message.receipt, None)


QUEUE = "checksums"
PATIENCE = 2  # seconds without anything to do after which a worker ends


def add(paths: list[str]) -> int:
    """Queue files by their absolute paths, and return how many of them couldn't be."""
    failures = _send_batch(QUEUE, [str(Path(path).absolute()) for path in paths])
    for failure in failures:
        print(f"{paths[failure.position]}: {failure.reason}", file=sys.stderr)
    return len(failures)


def work() -> None:
    """Print checksums until there is nothing left to do.

    A file is acknowledged when its checksum is printed. One that can't be read is given back, to be tried again in a
    minute; the fifth time in vain it becomes a dead letter.
    """
    while messages := _receive(QUEUE, max_messages=10, wait=PATIENCE, lease=300):
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
