"""Of several tasks that write with `if_not_exists`, exactly one succeeds, and its content stays.

Prints:
    ['AlreadyExists', 'AlreadyExists', 'AlreadyExists', 'AlreadyExists', 'written']
    True
"""

import asyncio

from infrar.aio import storage

BUCKET = "conformance-one"
written: list[str] = []


async def attempt(text: str) -> str:
    try:
        await storage.write(BUCKET, "only", text, if_not_exists=True)
    except storage.AlreadyExists:
        return "AlreadyExists"
    written.append(text)
    return "written"


async def main() -> None:
    print(sorted(await asyncio.gather(*(attempt(f"writer {number}") for number in range(5)))))
    print((await storage.read(BUCKET, "only")).decode() == written[0])
    await storage.delete(BUCKET, "only")


asyncio.run(main())
