"""Functions that block, beside the event loop.

In: a synchronous function and its arguments. Out: something to await. The loop's own worker threads do the work, in a
copy of the caller's context. Unlike with `asyncio.to_thread`, nothing goes on in the background after a cancellation:
the function stops at its next checkpoint, and `CancelledError` is raised when it has cleaned up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from threading import Lock
from typing import ParamSpec, TypeVar

from infrar._local import cancellation

P = ParamSpec("P")
T = TypeVar("T")


async def in_thread(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What the function returns or raises."""
    told, begun, context = cancellation.Cancellation(), Lock(), copy_context()
    context.run(cancellation.current.set, told)

    def work() -> T:
        if not begun.acquire(blocking=False):  # cancelled while it waited for a thread
            raise cancellation.Cancelled
        return context.run(function, *args, **kwargs)

    future = asyncio.get_running_loop().run_in_executor(None, work)
    try:
        await asyncio.wait((future,))
        return future.result()
    except asyncio.CancelledError:
        if begun.acquire(blocking=False):
            future.cancel()  # else the queue keeps it until a thread is free
        else:
            told.requested = True
            await _end_of(future)
        raise
    finally:
        told.requested = True  # also when the awaiting coroutine is closed, which can't wait
        del future  # it holds the error, whose traceback holds this frame


async def _end_of(future: asyncio.Future[T]) -> None:
    """Wait until it is done, however often this task is cancelled again; what it came to doesn't matter any more."""
    while not future.done():
        with suppress(asyncio.CancelledError):
            await asyncio.wait((future,))
    future.exception()
