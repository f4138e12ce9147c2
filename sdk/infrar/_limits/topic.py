"""The portable limits of topics: those of what messages carry.

In: an operation's name and the arguments that are known. Out: nothing, or `topic.InvalidArgument` with a message that
names operation, parameter, value and rule.
"""

from __future__ import annotations

from collections.abc import Mapping

from infrar._limits import messages
from infrar._limits.common import Rule, apply, optional, resource
from infrar.topic import InvalidArgument


def check(operation: str, arguments: Mapping[str, object]) -> None:
    """Raise InvalidArgument for the first argument that is outside the limits; absent parameters are fine."""
    apply(f"topic.{operation}", RULES[operation], arguments, InvalidArgument)
    problem = messages.too_large(arguments)
    if problem is not None:
        raise InvalidArgument(f"topic.{operation}: {problem}")


RULES: Mapping[str, Mapping[str, Rule]] = {
    "publish": {
        "topic": resource("topic"),
        "body": messages.body,
        "attributes": messages.attributes,
        "ordering_key": optional(messages.identifier),
    }
}
