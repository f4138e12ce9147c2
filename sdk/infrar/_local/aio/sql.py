"""The operations of sql for asyncio: those of `infrar._local.sql`, with asynchronous connections.

In: the SDK's arguments, as they came. Out: awaitables of psycopg's asynchronous connections, and of addresses.
"""

from __future__ import annotations

from infrar._limits.sql import check
from infrar._local import sql
from infrar._local.aio.threads import in_thread

TYPE_CHECKING = False
if TYPE_CHECKING:
    import psycopg


async def connect(database: str) -> psycopg.AsyncConnection:
    check("connect", locals())
    place = await in_thread(sql.address, database)
    with sql.portable():
        connection: psycopg.AsyncConnection = await sql.driver().AsyncConnection.connect(place)
        return connection


async def url(database: str) -> str:
    return await in_thread(sql.url, database)
