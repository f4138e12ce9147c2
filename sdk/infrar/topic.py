"""Events for whoever subscribes: what is published to a topic reaches each of its subscribers.

The topic is a logical name; environments map it to a physical one. A topic that code names is there: infrastructure
made it. Who subscribes isn't the publisher's business, and an event without subscribers is gone. Work that exactly one
consumer does belongs in a queue instead.

What every provider does alike, the portable domain:

* topic names: `[a-z0-9][a-z0-9-]{1,61}[a-z0-9]`;
* bodies: 1 to 49152 bytes (48 KiB), a `str` as UTF-8 and without control characters other than tab, line feed and
  carriage return (publish those as bytes);
* attributes: at most 8, keys `[a-z][a-z0-9_]*` of at most 256 characters that don't begin with `goog`, values of 1 to
  1024 characters of printable ASCII; they count towards the 48 KiB with 16 bytes more for each;
* ordering keys: 1 to 128 characters of printable ASCII without spaces.

Outside it, wrong types included, the local runtime raises `InvalidArgument`, a build reports what it can see, and
native code does what that cloud does. Only a call that doesn't fit the signature is a `TypeError`.

Every operation can raise `NotFound` when there is no such topic after all, `PermissionDenied`, `Unauthenticated`,
`ResourceExhausted`, `Unavailable` and `DeadlineExceeded`, and outside the portable domain `InvalidArgument`. After an
error it is unknown whether the event was published: publish it again, and let subscribers put up with seeing it twice,
as they must with any event.
"""

from __future__ import annotations

from infrar import errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from infrar._local import topic as _operations  # whatever runs them, operations have these signatures
else:
    from infrar._provider import Operations

    _operations = Operations("topic")

__all__ = [
    "AlreadyExists",
    "DeadlineExceeded",
    "FailedPrecondition",
    "InvalidArgument",
    "NotFound",
    "PermissionDenied",
    "ResourceExhausted",
    "TopicError",
    "Unauthenticated",
    "Unavailable",
    "Unsupported",
    "publish",
]

# What a parameter is, beyond its type: the topic that a call touches, an event's content.
TopicName = str
Body = str | bytes | bytearray | memoryview


class TopicError(errors.InfrarError):
    """Any portable error of this capability."""


class NotFound(TopicError, errors.NotFound):
    """There is no such topic."""


class AlreadyExists(TopicError, errors.AlreadyExists):
    """No operation of topics raises this."""


class InvalidArgument(TopicError, errors.InvalidArgument):
    """An argument is outside the portable limits; the message names parameter, value and rule."""


class PermissionDenied(TopicError, errors.PermissionDenied):
    """The program's identity may not publish to this topic."""


class Unauthenticated(TopicError, errors.Unauthenticated):
    """No valid identity: credentials are missing, wrong or expired."""


class FailedPrecondition(TopicError, errors.FailedPrecondition):
    """The topic, or the key that encrypts it, is in a state that forbids this, such as disabled."""


class ResourceExhausted(TopicError, errors.ResourceExhausted):
    """Throttled, over a quota, or too large."""


class Unavailable(TopicError, errors.Unavailable):
    """The topic can't be reached or doesn't work now; trying again may help."""


class DeadlineExceeded(TopicError, errors.DeadlineExceeded):
    """The operation took too long; whether it happened is unknown."""


class Unsupported(TopicError, errors.Unsupported):
    """This provider can't do it at all."""


def publish(
    topic: TopicName, body: Body, *, attributes: dict[str, str] | None = None, ordering_key: str | None = None
) -> str:
    """Publish an event, and return the identifier that the provider gives it.

    Each subscriber gets the event at least once, with its attributes. Events that are published one after the other
    with the same `ordering_key` reach each subscriber in that order; all others come in any order. When this returns,
    the event is kept for its subscribers, whatever becomes of this process.
    """
    return _operations.publish(topic, body, attributes=attributes, ordering_key=ordering_key)
