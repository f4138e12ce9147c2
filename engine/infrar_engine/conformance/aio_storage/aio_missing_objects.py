"""What acts on an object that isn't there says so, and nothing else happens.

Prints:
    read NotFound
    stat NotFound
    download NotFound
    copy NotFound
    move NotFound
    delete NotFound
    False []
"""

import asyncio
from pathlib import Path

from infrar import errors
from infrar.aio import storage

BUCKET = "conformance-one"


async def main() -> None:
    attempts = {
        "read": storage.read(BUCKET, "none"),
        "stat": storage.stat(BUCKET, "none"),
        "download": storage.download(BUCKET, "none", "none.txt"),
        "copy": storage.copy(BUCKET, "none", "copied"),
        "move": storage.move(BUCKET, "none", "moved", destination_bucket="conformance-two"),
        "delete": storage.delete(BUCKET, "none", missing_ok=False),
    }
    for name, attempt in attempts.items():
        try:
            await attempt
        except storage.AlreadyExists:
            print(name, "AlreadyExists")
        except (errors.NotFound, storage.NotFound):
            print(name, "NotFound")
    await storage.delete(BUCKET, "none")
    print(await storage.exists(BUCKET, "none"), [path.name for path in Path().iterdir()])


asyncio.run(main())
