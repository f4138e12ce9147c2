"""Back up a folder to object storage, list what is there, restore it.

python backup.py save FOLDER
python backup.py list
python backup.py restore FOLDER
"""

import sys
from pathlib import Path

from infrar.storage import NotFound, download, list_objects, upload

BUCKET = "backups"
PREFIX = "latest/"


def save(folder: Path) -> int:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    for path in files:
        upload(BUCKET, path, f"{PREFIX}{path.relative_to(folder).as_posix()}")
    return len(files)


def saved() -> list[tuple[str, int]]:
    return [(o.key.removeprefix(PREFIX), o.size) for o in list_objects(BUCKET, prefix=PREFIX)]


def restore(folder: Path) -> int:
    restored = 0
    for name, _ in saved():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            download(BUCKET, f"{PREFIX}{name}", target)
        except NotFound:
            print(f"{name} is gone", file=sys.stderr)
        else:
            restored += 1
    return restored


def main(arguments: list[str]) -> int:
    match arguments:
        case ["save", folder]:
            print(f"saved {save(Path(folder))} files")
        case ["list"]:
            for name, size in saved():
                print(f"{size:>10}  {name}")
        case ["restore", folder]:
            print(f"restored {restore(Path(folder))} files")
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
