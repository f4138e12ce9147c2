"""Lists in every place where one can stand, with prefixes, delimiters and limits.

Prints:
    ['a/1', 'a/2', 'b', 'c/3']
    [('a/', True, 0), ('b', False, 1), ('c/', True, 0)]
    ['a/1', 'a/2']
    ['a/1']
    []
    3
    a/1,a/2
    {'b': 1}
"""

import asyncio

from infrar.aio import storage
from infrar.aio.storage import ObjectInfo, list_objects

BUCKET = "conformance-one"


def keys(items: list[ObjectInfo]) -> list[str]:
    return [item.key for item in items]


async def main() -> None:
    await asyncio.gather(*(storage.write(BUCKET, key, "x") for key in ("b", "a/2", "c/3", "a/1")))
    print(keys(await list_objects(BUCKET)))
    print([(item.key, item.is_prefix, item.size) for item in await list_objects(BUCKET, delimiter="/")])
    print(keys(await storage.list_objects(BUCKET, "a/")))
    print(keys(await storage.list_objects(bucket=BUCKET, prefix="a", limit=1)))
    print(keys(await storage.list_objects(BUCKET, limit=0)))
    print(len(await storage.list_objects(BUCKET, delimiter="/", limit=None)))
    print(",".join(item.key for item in await storage.list_objects(BUCKET, "a/")))
    print({item.key: item.size for item in await storage.list_objects(BUCKET) if "/" not in item.key})
    for item in await storage.list_objects(BUCKET):
        await storage.delete(BUCKET, item.key)


asyncio.run(main())
