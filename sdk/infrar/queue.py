"""Work items in queues: each message goes to one consumer, which acknowledges it when its work is done.

A message that is received is leased: for that time no other consumer gets it. `ack` removes it. When its lease ends
first, because the consumer failed, was killed or took too long, it is delivered again: nothing is lost, and everything
is delivered *at least once*, so work should bear being done twice. `extend` gives more time, `nack` gives it back.

* Without `group` there is no order. Messages of one group are delivered in the order in which they were sent, and
  while one of them is leased, other receivers get none of that group; one `receive` may return several, in order.
* A message that was received 5 times and never acknowledged is a dead letter: it isn't delivered again, and is kept in
  the queue's dead-letter queue for a person to look at. (`infrar.testing.dead_letters` shows the local runtime's.)
* A message that nobody takes is kept for 7 days, unless a setting of the queue says otherwise. The local runtime keeps it.

The queue is a logical name; environments map it to a physical one. A queue that code names is there: infrastructure
made it, and locally it is empty until something is sent.

What every provider does alike, the portable domain:

* queue names: `[a-z0-9][a-z0-9-]{1,61}[a-z0-9]`;
* bodies: 1 to 49152 bytes (48 KiB), a `str` as UTF-8 and without control characters other than tab, line feed and
  carriage return (send those as bytes);
* attributes: at most 8, keys `[a-z][a-z0-9_]*` of at most 256 characters that don't begin with `goog`, values of 1 to
  1024 characters of printable ASCII; they count towards the 48 KiB with 16 bytes more for each;
* `group` and `dedup_id`: 1 to 128 characters of printable ASCII without spaces; `dedup_id` needs a `group`, and a
  `group` excludes a `delay`;
* `delay` is 0 to 900 seconds (of `nack` 0 to 600), `lease` 10 to 600, `wait` 0 to 20, `max_messages` 1 to 10.

Outside it, wrong types included, the local runtime raises `InvalidArgument`, a build reports what it can see, and
native code does what that cloud does. Only a call that doesn't fit the signature is a `TypeError`.

Every operation can raise `NotFound` (infrastructure made no such queue), `PermissionDenied`, `Unauthenticated`,
`ResourceExhausted`, `Unavailable` and `DeadlineExceeded`, and outside the portable domain `InvalidArgument`.
"""

from __future__ import annotations

from infrar import errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NamedTuple

    from infrar._local import queue as _operations  # whatever runs them, operations have these signatures
else:
    from infrar._named_tuple import NamedTuple
    from infrar._provider import Operations

    _operations = Operations("queue")

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

# What a parameter is, beyond its type: the queue that a call touches, what a message carries.
QueueName = str
Body = str | bytes | bytearray | memoryview


class Message(NamedTuple):
    """A message that was received, and is leased to who received it.

    `id` is the one that `send` returned. `body` is bytes, also when a `str` was sent. `attributes` is `{}` without
    any. `group` is what it was sent with, or None. `receipt` is opaque: it is what `ack`, `nack` and `extend` need, and
    belongs to this delivery; a message that is delivered again has another one.
    """

    id: str
    body: bytes
    attributes: dict[str, str]
    group: str | None
    receipt: tuple[str, ...]


class SendFailure(NamedTuple):
    """A body that `send_batch` couldn't send: its position among the bodies, from 0, and what the provider says."""

    position: int
    reason: str


class QueueError(errors.InfrarError):
    """Any portable error of this capability."""


class NotFound(QueueError, errors.NotFound):
    """There is no such queue."""


class AlreadyExists(QueueError, errors.AlreadyExists):
    """The thing is there already; no operation on queues asks that it isn't."""


class InvalidArgument(QueueError, errors.InvalidArgument):
    """An argument is outside the portable limits; the message names parameter, value and rule."""


class PermissionDenied(QueueError, errors.PermissionDenied):
    """The program's identity may not do this to this queue."""


class Unauthenticated(QueueError, errors.Unauthenticated):
    """No valid identity: credentials are missing, wrong or expired."""


class FailedPrecondition(QueueError, errors.FailedPrecondition):
    """The queue, or the key that encrypts it, is in a state that forbids this."""


class ResourceExhausted(QueueError, errors.ResourceExhausted):
    """Throttled, over a quota, out of space, or too large."""


class Unavailable(QueueError, errors.Unavailable):
    """The queue can't be reached or doesn't work now; trying again may help."""


class DeadlineExceeded(QueueError, errors.DeadlineExceeded):
    """The operation took too long; whether it happened is unknown."""


class Unsupported(QueueError, errors.Unsupported):
    """This provider can't do it at all."""


def send(
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
    order in which they were sent. Of messages with the same `dedup_id`, sent to one queue within 5 minutes, only the
    first is delivered, also when it has been acknowledged already; sending the others is no error.
    """
    return _operations.send(queue, body, attributes=attributes, delay=delay, group=group, dedup_id=dedup_id)


def send_batch(queue: QueueName, bodies: Sequence[Body]) -> list[SendFailure]:
    """Send any number of messages in as few requests as possible, and return those that failed, in order.

    An empty list means that all of them were sent. When a request as a whole fails, its error is raised: bodies before
    that may have been sent, and what follows wasn't.
    """
    return _operations.send_batch(queue, bodies)


def receive(queue: QueueName, *, max_messages: int = 1, wait: int = 0, lease: int = 30) -> list[Message]:
    """Return messages that nobody else has, at most `max_messages`, each leased for `lease` seconds.

    Without any there it waits up to `wait` seconds for the first, and returns an empty list when none came. There may
    be fewer than are in the queue, and with `wait=0` some clouds overlook messages: consumers should wait.
    """
    return _operations.receive(queue, max_messages=max_messages, wait=wait, lease=lease)


def ack(message: Message) -> None:
    """Remove a message: its work is done.

    After the lease has ended this is no error and no promise: the message may have been delivered again.
    """
    _operations.ack(message)


def nack(message: Message, *, delay: int = 0) -> None:
    """Give a message back: it can be received again, by anyone, after `delay` seconds.

    In a group the messages after it wait for it. After the lease has ended this is no error, and may do nothing.
    """
    _operations.nack(message, delay=delay)


def extend(message: Message, lease: int) -> None:
    """Lease a message for `lease` seconds from now, instead of what is left of its lease.

    After the lease has ended this is no error and no promise: the message may have been delivered again.
    """
    _operations.extend(message, lease)
