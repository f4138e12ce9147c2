"""Operations as values: in a table, partly applied, as an argument, under another name; coroutines that are awaited later.

Prints:
    b'1'
    b'2'
    True True
    b'12'
    True
    read

Leaves:
    one  a  1 bytes  application/octet-stream  {}  b'1'
    one  b  1 bytes  text/plain  {}  b'2'
"""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from functools import partial

from infrar import aio
from infrar.aio.storage import read, write

BUCKET = "conformance-one"
TABLE = {"read": read, "write": write}
save = aio.storage.write
reading = partial(read, BUCKET)


async def twice(operation: Callable[[str, str], Awaitable[bytes]]) -> bytes:
    return await operation(BUCKET, "a") + await operation(BUCKET, "b")


async def main() -> None:
    await TABLE["write"](BUCKET, "a", b"1")
    await save(BUCKET, "b", "2", content_type="text/plain")
    print(await reading("a"))
    later = aio.storage.read(BUCKET, "b")
    print(await later)
    task = asyncio.create_task(aio.storage.exists(BUCKET, "a"))
    print(await asyncio.wait_for(aio.storage.exists(BUCKET, "b"), 60), await task)
    print(await twice(TABLE["read"]))
    print(TABLE["read"] is read and inspect.iscoroutinefunction(read))
    print(read.__name__.lstrip("_"))


asyncio.run(main())
