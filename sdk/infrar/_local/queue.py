"""The operations of queues on SQLite; what they mean is written down in `infrar.queue`.

In: the SDK's arguments, as they came. Out: the SDK's results and errors. Each operation first checks its arguments
against the portable limits, so that what works here works everywhere.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from infrar._limits.queue import check
from infrar._local import messages
from infrar._local.cancellation import checkpoint
from infrar.queue import Body, Message, SendFailure

_FIRST_PAUSE, _LONGEST_PAUSE = 0.001, 0.05  # seconds between two looks into an empty queue


def send(
    queue: str,
    body: Body,
    *,
    attributes: dict[str, str] | None = None,
    delay: int = 0,
    group: str | None = None,
    dedup_id: str | None = None,
) -> str:
    check("send", locals())
    return messages.add(queue, body, attributes, delay, group, dedup_id)


def send_batch(queue: str, bodies: Sequence[Body]) -> list[SendFailure]:
    check("send_batch", locals())
    messages.add_all(queue, bodies)
    return []


def receive(queue: str, *, max_messages: int = 1, wait: int = 0, lease: int = 30) -> list[Message]:
    check("receive", locals())
    received = messages.take(queue, max_messages, lease)
    for pause in pauses(0 if received else wait):
        time.sleep(pause)
        checkpoint()
        if messages.due(queue):
            received = messages.take(queue, max_messages, lease)
            if received:
                break
    return received


def pauses(wait: int) -> Iterator[float]:
    """Seconds to sleep between two looks into an empty queue, growing, until `wait` seconds are over."""
    end, pause = time.monotonic() + wait, _FIRST_PAUSE
    while (left := end - time.monotonic()) > 0:
        yield min(pause, left)
        pause = min(2 * pause, _LONGEST_PAUSE)


def ack(message: Message) -> None:
    check("ack", locals())
    messages.remove(message)


def nack(message: Message, *, delay: int = 0) -> None:
    check("nack", locals())
    messages.postpone(message, delay)


def extend(message: Message, lease: int) -> None:
    check("extend", locals())
    messages.postpone(message, lease)
