"""The operations of parameters for asyncio: those of `infrar._local.params`, in worker threads.

In: the SDK's arguments, as they came. Out: awaitables of the SDK's results and errors.
"""

from __future__ import annotations

from infrar._local import params
from infrar._local.aio.threads import in_thread


async def get(name: str, default: str | None = None) -> str:
    return await in_thread(params.get, name, default)


async def list(prefix: str = "") -> dict[str, str]:
    return await in_thread(params.list, prefix)
