"""Asynchronous connections are psycopg's, too: a block commits, or rolls back after an exception, and closes.

Prints:
    AsyncConnection True
    rolled back
    UniqueViolation
    [(1,), (2,)]
    [(1,), (2,), (10,), (11,), (12,)]

Leaves:
    one  numbers  (1,)
    one  numbers  (2,)
    one  numbers  (10,)
    one  numbers  (11,)
    one  numbers  (12,)
"""

import asyncio

import psycopg
from infrar.aio import sql
from infrar.aio.sql import connect

ONE = "conformance-one"


async def insert(number: int) -> None:
    async with await connect(ONE) as connection:
        await connection.execute("INSERT INTO numbers VALUES (%s)", (number,))


async def numbers() -> list[tuple[int]]:
    async with await psycopg.AsyncConnection.connect(await sql.url(ONE)) as connection:
        return await (await connection.execute("SELECT * FROM numbers ORDER BY 1")).fetchall()


async def first() -> None:
    async with await sql.connect(ONE) as connection:
        await connection.execute("CREATE TABLE numbers (number int PRIMARY KEY)")
        await connection.execute("INSERT INTO numbers VALUES (1)")
    print(type(connection).__name__, connection.closed)
    try:
        async with await connect(ONE) as connection:
            await connection.execute("DELETE FROM numbers")
            raise LookupError
    except LookupError:
        print("rolled back")
    try:
        await insert(1)
    except sql.SqlError:
        print("never")
    except psycopg.Error as error:
        print(type(error).__name__)
    await insert(2)
    print(await numbers())


async def second() -> list[tuple[int]]:
    await asyncio.gather(*(insert(number) for number in (10, 11, 12)))
    return await numbers()


asyncio.run(first())
print(asyncio.run(second()))
