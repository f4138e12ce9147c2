"""Work items in queues, for asyncio: what `infrar.queue` does, without holding up the event loop.

Operations, parameters, types and errors have the same names and meanings in both modules. Types and errors are the
very same classes: `except queue.Unavailable` catches it from wherever `queue` was imported. Operations are awaited.

* Any number of operations may run at once, in any number of tasks; a `receive` that waits holds up nothing.
* Nothing is opened or closed by the program, and event loops may follow one another (`asyncio.run` twice) or run in
  several threads: what a loop opened is closed when it ends.
* A cancelled operation raises `asyncio.CancelledError`. Whether it still happened is unknown, as after any broken
  connection; messages that a cancelled `receive` had got are delivered again when their lease ends.

Leases, order, dead letters, names and limits are those of `infrar.queue`. Outside the limits, wrong types included, the
local runtime raises `InvalidArgument`, a build reports what it can see, and native code does what that cloud does. Only
a call that doesn't fit the signature is a `TypeError`.

Every operation can raise `NotFound` (infrastructure made no such queue), `PermissionDenied`, `Unauthenticated`,
`ResourceExhausted`, `Unavailable` and `DeadlineExceeded`, and outside the portable domain `InvalidArgument`.
"""

from __future__ import annotations

from infrar.queue import (
    AlreadyExists,
    Body,
    DeadlineExceeded,
    FailedPrecondition,
    InvalidArgument,
    Message,
    NotFound,
    PermissionDenied,
    QueueError,
    QueueName,
    ResourceExhausted,
    SendFailure,
    Unauthenticated,
    Unavailable,
    Unsupported,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from infrar._local.aio import queue as _operations  # whatever runs them, operations have these signatures
else:
    from infrar._provider import Operations

    _operations = Operations("aio.queue")

__all__ = [
    "AlreadyExists",
    "DeadlineExceeded",
    "FailedPrecondition",
    "InvalidArgument",
    "Message",
    "NotFound",
    "PermissionDenied",
    "QueueError",
    "ResourceExhausted",
    "SendFailure",
    "Unauthenticated",
    "Unavailable",
    "Unsupported",
    "ack",
    "extend",
    "nack",
    "receive",
    "send",
    "send_batch",
]


async def send(
    queue: QueueName,
    body: Body,
    *,
    attributes: dict[str, str] | None = None,
    delay: int = 0,
    group: str | None = None,
    dedup_id: str | None = None,
) -> str:
    """Send a message, and return the id that it is received with.

    A `str` is sent as UTF-8. It can be received after `delay` seconds. Messages of one `group` are delivered in the
    order in which they were sent: await one before sending the next. Of messages with the same `dedup_id`, sent to one
    queue within 5 minutes, only the first is delivered, also when it has been acknowledged already; sending the others
    is no error.
    """
    return await _operations.send(queue, body, attributes=attributes, delay=delay, group=group, dedup_id=dedup_id)


async def send_batch(queue: QueueName, bodies: Sequence[Body]) -> list[SendFailure]:
    """Send any number of messages in as few requests as possible, and return those that failed, in order.

    An empty list means that all of them were sent. When a request as a whole fails, its error is raised: bodies before
    that may have been sent, and what follows wasn't.
    """
    return await _operations.send_batch(queue, bodies)


async def receive(queue: QueueName, *, max_messages: int = 1, wait: int = 0, lease: int = 30) -> list[Message]:
    """Return messages that nobody else has, at most `max_messages`, each leased for `lease` seconds.

    Without any there it waits up to `wait` seconds for the first, and returns an empty list when none came. There may
    be fewer than are in the queue, and with `wait=0` some clouds overlook messages: consumers should wait.
    """
    return await _operations.receive(queue, max_messages=max_messages, wait=wait, lease=lease)


async def ack(message: Message) -> None:
    """Remove a message: its work is done.

    After the lease has ended this is no error and no promise: the message may have been delivered again.
    """
    await _operations.ack(message)


async def nack(message: Message, *, delay: int = 0) -> None:
    """Give a message back: it can be received again, by anyone, after `delay` seconds.

    In a group the messages after it wait for it. After the lease has ended this is no error, and may do nothing.
    """
    await _operations.nack(message, delay=delay)


async def extend(message: Message, lease: int) -> None:
    """Lease a message for `lease` seconds from now, instead of what is left of its lease.

    After the lease has ended this is no error and no promise: the message may have been delivered again.
    """
    await _operations.extend(message, lease)
