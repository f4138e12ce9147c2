"""Operations called from coroutines, directly and in threads.

Prints:
    [b'a', b'b', b'c']
    True
    NotFound
    ['a', 'b', 'c']

Leaves:
    one  a  1 bytes  application/octet-stream  {}  b'a'
    one  b  1 bytes  application/octet-stream  {}  b'b'
    one  c  1 bytes  application/octet-stream  {}  b'c'
"""

import asyncio
from functools import partial

from infrar import storage
from infrar.storage import read, write

BUCKET = "conformance-one"


async def store(key: str) -> bytes:
    write(BUCKET, key, key)
    return await asyncio.to_thread(read, BUCKET, key)


async def main() -> None:
    print(await asyncio.gather(*(store(key) for key in "abc")))
    loop = asyncio.get_running_loop()
    print(await loop.run_in_executor(None, partial(storage.stat, BUCKET, "a")) == storage.stat(BUCKET, "a"))
    try:
        await asyncio.to_thread(storage.read, BUCKET, "missing")
    except storage.NotFound:
        print("NotFound")
    print([item.key async for item in listed()])


async def listed():
    for item in storage.iter_objects(BUCKET):
        yield item


asyncio.run(main())
