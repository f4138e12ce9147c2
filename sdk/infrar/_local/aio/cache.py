"""The operations of cache for asyncio: those of `infrar._local.cache`, in worker threads.

In: the SDK's arguments, as they came. Out: awaitables of the SDK's results and errors.
"""

from __future__ import annotations

from infrar._local import cache as operations
from infrar._local.aio.threads import in_thread
from infrar.cache import Data


async def get(cache: str, key: str) -> bytes | None:
    return await in_thread(operations.get, cache, key)


async def set(cache: str, key: str, value: Data, *, ttl: int | None = None) -> None:
    await in_thread(operations.set, cache, key, value, ttl=ttl)


async def delete(cache: str, key: str) -> None:
    await in_thread(operations.delete, cache, key)


async def incr(cache: str, key: str, by: int = 1) -> int:
    return await in_thread(operations.incr, cache, key, by)
