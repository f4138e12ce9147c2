"""Many operations at once, in tasks of one event loop, each with its own result.

Prints:
    50 50
    [0, 7, 49]
    [True, True, 'NotFound', True]

Leaves:
    one  00  2 bytes  application/octet-stream  {}  b'00'
    one  49  2 bytes  application/octet-stream  {}  b'49'
"""

import asyncio

from infrar.aio import storage

BUCKET = "conformance-one"


async def keep(number: int) -> int:
    key = f"{number:02}"
    await storage.write(BUCKET, key, key)
    return int(await storage.read(BUCKET, key))


async def attempt(key: str) -> bool | str:
    try:
        return (await storage.stat(BUCKET, key)).size == 2
    except storage.NotFound:
        return "NotFound"


async def main() -> None:
    numbers = await asyncio.gather(*(keep(number) for number in range(50)))
    print(len(numbers), len(await storage.list_objects(BUCKET)))
    print([numbers[0], numbers[7], numbers[49]])
    print(await asyncio.gather(attempt("00"), attempt("07"), attempt("none"), attempt("49")))
    await asyncio.gather(*(storage.delete(BUCKET, f"{number:02}") for number in range(1, 49)))


asyncio.run(main())
