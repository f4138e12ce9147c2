"""A program may run several event loops, one after another and in threads; each works, and ends without leaving anything open.

Prints:
    b'first' b'second'
    [b'0', b'1', b'2']
    []

Leaves:
    one  0  1 bytes  application/octet-stream  {}  b'0'
    one  1  1 bytes  application/octet-stream  {}  b'1'
    one  2  1 bytes  application/octet-stream  {}  b'2'
    one  a  6 bytes  application/octet-stream  {}  b'second'
"""

import asyncio
import gc
import warnings
from concurrent.futures import ThreadPoolExecutor

from infrar.aio import storage

BUCKET = "conformance-one"


async def keep(key: str, text: str) -> bytes:
    await storage.write(BUCKET, key, text)
    return await storage.read(BUCKET, key)


def in_a_loop(number: int) -> bytes:
    return asyncio.run(keep(str(number), str(number)))


with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print(asyncio.run(keep("a", "first")), asyncio.run(keep("a", "second")))
    with ThreadPoolExecutor(3) as pool:
        print(list(pool.map(in_a_loop, range(3))))
    gc.collect()
print([str(each.message) for each in caught if issubclass(each.category, ResourceWarning) and "nclosed" in str(each.message)])
