"""The operations of secrets for asyncio: those of `infrar._local.secrets`, in worker threads.

In: the SDK's arguments, as they came. Out: awaitables of the SDK's results and errors.
"""

from __future__ import annotations

from infrar._local import secrets
from infrar._local.aio.threads import in_thread


async def get(name: str, *, version: str | None = None) -> str:
    return await in_thread(secrets.get, name, version=version)


async def put(name: str, value: str) -> None:
    await in_thread(secrets.put, name, value)


async def delete(name: str) -> None:
    await in_thread(secrets.delete, name)
