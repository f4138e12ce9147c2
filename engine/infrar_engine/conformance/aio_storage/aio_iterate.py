"""A listing gives its items while it goes on; leaving it early is fine, and so is deleting what it has given.

Prints:
    a
    ['a', 'b', 'c/']
    a 1
    b 2
    c/d 3
    [1, 2, 3]
    {'c/d'}
    left
"""

import asyncio

from infrar.aio import storage
from infrar.aio.storage import iter_objects

BUCKET = "conformance-one"


async def first() -> str:
    async for item in iter_objects(BUCKET):
        return item.key
    return "none"


async def main() -> None:
    await storage.write(BUCKET, "a", "1")
    await storage.write(BUCKET, "b", "22")
    await storage.write(BUCKET, "c/d", "333")
    print(await first())
    print([item.key async for item in storage.iter_objects(BUCKET, delimiter="/")])
    async for item in storage.iter_objects(BUCKET):
        print(item.key, item.size)
    print([item.size async for item in iter_objects(BUCKET)])
    listing = storage.iter_objects(BUCKET, "c/", limit=5)
    print({item.key async for item in listing})
    async for item in storage.iter_objects(BUCKET):
        await storage.delete(BUCKET, item.key)
    async for item in storage.iter_objects(BUCKET):
        print("still there:", item.key)
    print("left")


asyncio.run(main())
