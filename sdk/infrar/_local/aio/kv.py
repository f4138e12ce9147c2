"""The operations of kv for asyncio: those of `infrar._local.kv`, in worker threads.

In: the SDK's arguments, as they came. Out: awaitables of the SDK's results and errors.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from infrar._local import kv
from infrar._local.aio.threads import in_thread
from infrar.kv import Check, Delete, Document, Put


async def get(table: str, key: str) -> Document | None:
    return await in_thread(kv.get, table, key)


async def put(
    table: str,
    key: str,
    value: dict[str, Any],
    *,
    if_revision: str | None = None,
    ttl: int | None = None,
) -> str:
    return await in_thread(kv.put, table, key, value, if_revision=if_revision, ttl=ttl)


async def create(table: str, key: str, value: dict[str, Any], *, ttl: int | None = None) -> str:
    return await in_thread(kv.create, table, key, value, ttl=ttl)


async def delete(table: str, key: str, *, if_revision: str | None = None) -> None:
    await in_thread(kv.delete, table, key, if_revision=if_revision)


async def list_keys(table: str, prefix: str = "", *, limit: int | None = None) -> list[str]:
    return await in_thread(kv.list_keys, table, prefix, limit=limit)


async def query(
    table: str,
    prefix: str = "",
    *,
    where: dict[str, str | int | bool] | None = None,
    limit: int | None = None,
) -> list[Document]:
    return await in_thread(kv.query, table, prefix, where=where, limit=limit)


async def increment(table: str, key: str, field: str, by: int = 1) -> int:
    return await in_thread(kv.increment, table, key, field, by)


async def get_many(table: str, keys: Sequence[str]) -> list[Document]:
    return await in_thread(kv.get_many, table, keys)


async def transact(table: str, actions: Sequence[Put | Delete | Check]) -> None:
    await in_thread(kv.transact, table, actions)
