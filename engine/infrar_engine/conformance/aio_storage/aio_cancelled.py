"""A task that is cancelled ends with `CancelledError`; what was there stays, nothing is left beside it, and the rest goes on.

Prints:
    cancelled True
    TimeoutError
    b'kept'
    ['kept.txt'] kept

Leaves:
    one  kept  4 bytes  application/octet-stream  {}  b'kept'
"""

import asyncio
from pathlib import Path

from infrar.aio import storage

BUCKET = "conformance-one"


async def main() -> None:
    await storage.write(BUCKET, "kept", "kept")
    Path("kept.txt").write_text("kept")
    task = asyncio.create_task(storage.download(BUCKET, "kept", "kept.txt"))
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled", task.cancelled())
    try:
        await asyncio.wait_for(storage.read(BUCKET, "kept"), 0)
    except (TimeoutError, asyncio.TimeoutError):
        print("TimeoutError")
    print(await storage.read(BUCKET, "kept"))
    print([path.name for path in Path().iterdir()], Path("kept.txt").read_text())


asyncio.run(main())
