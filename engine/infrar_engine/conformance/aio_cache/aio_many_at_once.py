"""Many tasks at once count without losing any, in one event loop after another.

Prints:
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    b'20'
    cancelled
    FailedPrecondition

Leaves:
    one  a  b'text'
    one  n  b'20'
"""

import asyncio

from infrar.aio import cache
from infrar.aio.cache import incr

ONE = "conformance-one"


async def count() -> list[int]:
    return sorted(await asyncio.gather(*(incr(ONE, "n") for _ in range(10))))


async def interrupted() -> bytes | None:
    task = asyncio.create_task(cache.get(ONE, "n"))
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled")
    await cache.set(ONE, "a", "text")
    try:
        await incr(ONE, "a")
    except cache.FailedPrecondition:
        print("FailedPrecondition")


print(asyncio.run(count()))
asyncio.run(count())
print(asyncio.run(cache.get(ONE, "n")))
asyncio.run(interrupted())
