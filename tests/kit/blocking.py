"""Asynchronous operations as if they were synchronous, so that the tests of the synchronous ones check them, too."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Blocking:
    """A module of asynchronous functions. Each call runs to its end on one event loop; an iterator becomes a list."""

    loop: asyncio.AbstractEventLoop
    module: Any

    @staticmethod
    @contextmanager
    def on_a_loop() -> Iterator[Callable[[Any], Blocking]]:
        """An event loop of its own, which ends like that of `asyncio.run`."""
        loop = asyncio.new_event_loop()
        try:
            yield lambda module: Blocking(loop, module)
        finally:
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.run_until_complete(loop.shutdown_default_executor())
            loop.close()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """A coroutine of a test, on the same event loop."""
        return self.loop.run_until_complete(work)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        function = getattr(self.module, name)

        def run(*arguments: Any, **named: Any) -> Any:
            result = function(*arguments, **named)
            return self.loop.run_until_complete(_list(result) if hasattr(result, "__aiter__") else result)

        return run


async def _list(items: AsyncIterator[Any]) -> list[Any]:
    return [item async for item in items]
