"""The portable limits of queues.

In: an operation's name and the arguments that are known. Out: nothing, or `queue.InvalidArgument` with a message that
names operation, parameter, value and rule. Leases are what Pub/Sub takes, and so is how long a
message can be given back for; delays of new ones, and waits, are what SQS takes; what messages carry is limited in
`messages`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from infrar._limits import messages
from infrar._limits.common import Rule, apply, between, not_a, optional, resource
from infrar.queue import InvalidArgument, Message


def check(operation: str, arguments: Mapping[str, object]) -> None:
    """Raise InvalidArgument for the first argument that is outside the limits; absent parameters are fine."""
    apply(f"queue.{operation}", RULES[operation], arguments, InvalidArgument)
    if operation == "send":
        problem = messages.too_large(arguments) or _contradiction(arguments)
        if problem is not None:
            raise InvalidArgument(f"queue.send: {problem}")


def _contradiction(arguments: Mapping[str, object]) -> str | None:
    group = arguments.get("group")
    if group is not None and arguments.get("delay"):
        return "delay can't be given with group: it would hold up the group, or its order"
    if group is None and "group" in arguments and arguments.get("dedup_id") is not None:
        return "dedup_id needs a group: queues that keep no order don't look for duplicates"
    return None


def bodies(value: object) -> str | None:
    if not isinstance(value, Sequence) or isinstance(value, (str, bytes, bytearray, memoryview)):
        return not_a("a sequence of bodies", value)
    for index, one in enumerate(value):
        problem = messages.body(one)
        if problem is not None:
            return f"has at {index} a body that {problem}"
    return None


def message(value: object) -> str | None:
    return None if isinstance(value, Message) else not_a("Message", value)


_QUEUE = resource("queue")
_DELAY = between(0, 900, "seconds")
_LEASE = between(10, 600, "seconds")

RULES: Mapping[str, Mapping[str, Rule]] = {
    "send": {
        "queue": _QUEUE,
        "body": messages.body,
        "attributes": messages.attributes,
        "delay": _DELAY,
        "group": optional(messages.identifier),
        "dedup_id": optional(messages.identifier),
    },
    "send_batch": {"queue": _QUEUE, "bodies": bodies},
    "receive": {
        "queue": _QUEUE,
        "max_messages": between(1, 10),
        "wait": between(0, 20, "seconds"),
        "lease": _LEASE,
    },
    "ack": {"message": message},
    "nack": {"message": message, "delay": between(0, 600, "seconds")},
    "extend": {"message": message, "lease": _LEASE},
}
