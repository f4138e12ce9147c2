"""Back up a folder to object storage, list what is there, restore it.

python backup.py save FOLDER
python backup.py list
python backup.py restore FOLDER
"""

import os
import sys
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from google.api_core.exceptions import NotFound
from google.cloud import storage

gcs = storage.Client()


def _download(bucket: str, source: str, destination: str | os.PathLike[str]) -> None:
    """Store an object as a local file, which is replaced when all of it is there and stays as it was after an error."""
    blob = gcs.bucket(bucket).blob(source)
    partial = f"{os.fspath(destination)}.{uuid4().hex[:8]}"
    try:
        with open(partial, "xb") as file:
            blob.download_to_file(file)
        os.replace(partial, destination)
    except FileNotFoundError:
        blob.reload()  # a missing object counts for more than a missing folder
        raise
    finally:
        with suppress(FileNotFoundError):
            os.unlink(partial)


BUCKET = "backups"
PREFIX = "latest/"


def save(folder: Path) -> int:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    for path in files:
        gcs.bucket(BUCKET).blob(f"{PREFIX}{path.relative_to(folder).as_posix()}").upload_from_filename(
            path, content_type="application/octet-stream"
        )
    return len(files)


def saved() -> list[tuple[str, int]]:
    return [(o.name.removeprefix(PREFIX), o.size) for o in list(gcs.list_blobs(BUCKET, prefix=PREFIX))]


def restore(folder: Path) -> int:
    restored = 0
    for name, _ in saved():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            _download(BUCKET, f"{PREFIX}{name}", target)
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
