"""Events for whoever subscribes, for asyncio: what `infrar.topic` does, without holding up the event loop.

Operations, parameters and errors have the same names and meanings in both modules, and the errors are the very same
classes. Operations are awaited.

* Any number of operations may run at once, in any number of tasks. What orders them is what awaits them: events of one
  ordering key that must keep an order are published one after the other.
* Nothing is opened or closed by the program, and event loops may follow one another (`asyncio.run` twice) or run in
  several threads: what a loop opened is closed when it ends.
* A cancelled operation raises `asyncio.CancelledError`. Whether the event was published is unknown, as after any broken
  connection.

Names, bodies, attributes and ordering keys have the limits of `infrar.topic`. Outside them, wrong types included, the
local runtime raises `InvalidArgument`, a build reports what it can see, and native code does what that cloud does. Only
a call that doesn't fit the signature is a `TypeError`.

Every operation can raise `NotFound` when there is no such topic after all, `PermissionDenied`, `Unauthenticated`,
`ResourceExhausted`, `Unavailable` and `DeadlineExceeded`, and outside the portable domain `InvalidArgument`.
"""

from __future__ import annotations

from infrar.topic import (
    AlreadyExists,
    Body,
    DeadlineExceeded,
    FailedPrecondition,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    ResourceExhausted,
    TopicError,
    TopicName,
    Unauthenticated,
    Unavailable,
    Unsupported,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from infrar._local.aio import topic as _operations  # whatever runs them, operations have these signatures
else:
    from infrar._provider import Operations

    _operations = Operations("aio.topic")

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


async def publish(
    topic: TopicName, body: Body, *, attributes: dict[str, str] | None = None, ordering_key: str | None = None
) -> str:
    """Publish an event, and return the identifier that the provider gives it.

    Each subscriber gets the event at least once, with its attributes. Events that are published one after the other
    with the same `ordering_key` reach each subscriber in that order; all others come in any order. When this returns,
    the event is kept for its subscribers, whatever becomes of this process.
    """
    return await _operations.publish(topic, body, attributes=attributes, ordering_key=ordering_key)
