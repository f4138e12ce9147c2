"""Both kinds of operations in one program act on the same objects, and raise the same errors.

Prints:
    b'sync' b'async'
    True
    caught caught
    ['a', 'b'] ['a', 'b']

Leaves:
    one  a  4 bytes  application/octet-stream  {}  b'sync'
    one  b  5 bytes  application/octet-stream  {}  b'async'
"""

import asyncio

from infrar import aio, storage
from infrar.aio.storage import ObjectInfo

BUCKET = "conformance-one"


async def describe(key: str) -> ObjectInfo:
    return await aio.storage.stat(BUCKET, key)


async def attempt(asynchronous: bool) -> str:
    try:
        if asynchronous:
            await aio.storage.read(BUCKET, "none")
        storage.read(BUCKET, "none")
    except storage.NotFound:
        return "caught"
    return "not raised"


async def main() -> None:
    storage.write(BUCKET, "a", "sync")
    await aio.storage.write(BUCKET, "b", "async")
    print(await aio.storage.read(BUCKET, "a"), storage.read(BUCKET, "b"))
    print(storage.stat(BUCKET, "b") == await describe("b"))
    print(await attempt(True), await attempt(False))
    print([i.key for i in storage.list_objects(BUCKET)], [i.key async for i in aio.storage.iter_objects(BUCKET)])


asyncio.run(main())
