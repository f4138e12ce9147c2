"""Back up a folder to object storage and restore it, many files at a time.

python async_backup.py save FOLDER
python async_backup.py restore FOLDER
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import TypeVar

from infrar.aio import storage

BUCKET = "backups"
PREFIX = "async/"
AT_ONCE = 16

T = TypeVar("T")


async def for_each(items: Iterable[T], work: Callable[[T], Awaitable[bool]]) -> int:
    """Do the work for every item, for AT_ONCE of them at a time; return for how many it was done."""
    waiting = iter(items)

    async def take_one_after_another() -> int:
        return sum([await work(item) for item in waiting])

    return sum(await asyncio.gather(*(take_one_after_another() for _ in range(AT_ONCE))))


async def save(folder: Path) -> int:
    async def save_file(path: Path) -> bool:
        await storage.upload(BUCKET, path, f"{PREFIX}{path.relative_to(folder).as_posix()}")
        return True

    return await for_each((path for path in sorted(folder.rglob("*")) if path.is_file()), save_file)


async def restore(folder: Path) -> int:
    async def restore_file(name: str) -> bool:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            await storage.download(BUCKET, f"{PREFIX}{name}", target)
        except storage.NotFound:
            print(f"{name} is gone", file=sys.stderr)
            return False
        return True

    names = [item.key.removeprefix(PREFIX) async for item in storage.iter_objects(BUCKET, PREFIX)]
    return await for_each(names, restore_file)


def main(arguments: list[str]) -> int:
    match arguments:
        case ["save", folder]:
            print(f"saved {asyncio.run(save(Path(folder)))} files")
        case ["restore", folder]:
            print(f"restored {asyncio.run(restore(Path(folder)))} files")
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
