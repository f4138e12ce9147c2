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

from azure.core.exceptions import ResourceNotFoundError
from azure.identity import DefaultAzureCredential
from azure.storage.blob import BlobServiceClient

blobs = (
    BlobServiceClient.from_connection_string(os.environ["AZURE_STORAGE_CONNECTION_STRING"])
    if os.environ.get("AZURE_STORAGE_CONNECTION_STRING")
    else BlobServiceClient(os.environ["AZURE_STORAGE_ACCOUNT_URL"], credential=DefaultAzureCredential())
)


def _download(bucket: str, source: str, destination: str | os.PathLike[str]) -> None:
    """Store a blob as a local file, which is replaced when all of it is there and stays as it was after an error."""
    stream = blobs.get_blob_client(bucket, source).download_blob()
    partial = f"{os.fspath(destination)}.{uuid4().hex[:8]}"
    try:
        with open(partial, "xb") as file:
            stream.readinto(file)
        os.replace(partial, destination)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(partial)


BUCKET = "backups"
PREFIX = "latest/"


def save(folder: Path) -> int:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    for path in files:
        destination = f"{PREFIX}{path.relative_to(folder).as_posix()}"
        with open(path, "rb") as data:
            blobs.get_blob_client(BUCKET, destination).upload_blob(data, overwrite=True)
    return len(files)


def saved() -> list[tuple[str, int]]:
    return [(o.name.removeprefix(PREFIX), o.size) for o in list(blobs.get_container_client(BUCKET).list_blobs(name_starts_with=PREFIX))]


def restore(folder: Path) -> int:
    restored = 0
    for name, _ in saved():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            _download(BUCKET, f"{PREFIX}{name}", target)
        except ResourceNotFoundError:
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
