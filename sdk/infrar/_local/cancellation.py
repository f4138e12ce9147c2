"""Stopping an operation from another thread, between two pieces of its work.

In: `Cancellation`, which whoever starts an operation sets in the context that the operation runs in. Out: `Cancelled`,
raised inside it at the next `checkpoint`, so that it cleans up as after any error. Without one, nothing is checked.
"""

from __future__ import annotations

from contextvars import ContextVar


class Cancelled(BaseException):
    """The operation was told to stop, and did before it changed anything."""


class Cancellation:
    """Whether an operation is to stop: one thread sets it, another looks at it."""

    __slots__ = ("requested",)

    def __init__(self) -> None:
        self.requested = False


current: ContextVar[Cancellation | None] = ContextVar("current", default=None)


def checkpoint() -> None:
    """Raise Cancelled when the operation that runs here was told to stop."""
    cancellation = current.get()
    if cancellation is not None and cancellation.requested:
        raise Cancelled
