"""Back up a folder to object storage, list what is there, restore it.

python backup.py save FOLDER
python backup.py list
python backup.py restore FOLDER
"""

import os
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

import boto3
from boto3.exceptions import S3UploadFailedError
from botocore.exceptions import ClientError

s3 = boto3.client("s3")


class ObjectInfo(NamedTuple):
    """What is known about an object, or a common prefix of objects in a listing with a delimiter."""

    key: str
    size: int
    last_modified: datetime | None
    etag: str
    content_type: str | None
    metadata: dict[str, str] | None
    is_prefix: bool = False


def _given(**options: Any) -> dict[str, Any]:
    """The options that aren't None: botocore wants the others left out."""
    return {name: value for name, value in options.items() if value is not None}


def _page_items(page: Mapping[str, Any]) -> list[ObjectInfo]:
    """The objects and the common prefixes of one page of a listing, in the order of their keys."""
    items = []
    for item in page.get("Contents", []):
        modified = item["LastModified"].astimezone(timezone.utc)
        items.append(ObjectInfo(item["Key"], item["Size"], modified, item["ETag"].strip('"'), None, None))
    for item in page.get("CommonPrefixes", []):
        items.append(ObjectInfo(item["Prefix"], 0, None, "", None, None, is_prefix=True))
    return sorted(items, key=lambda item: item.key.encode())


def _s3_error(*signs: str | type[Exception]) -> tuple[type[BaseException], ...]:
    """The class of the active error when it has one of these S3 error codes or types, else no class."""
    error = sys.exc_info()[1]
    found = error.__context__ if isinstance(error, S3UploadFailedError) else error  # upload_file wraps what S3 said
    sign = found.response.get("Error", {}).get("Code") if isinstance(found, ClientError) else type(found)
    return (type(error),) if error is not None and sign in signs else ()


def _list_objects(
    bucket: str, prefix: str = "", *, delimiter: str | None = None, limit: int | None = None
) -> list[ObjectInfo]:
    """Return the objects whose keys begin with a prefix, in the order of their keys."""
    return list(_iter_objects(bucket, prefix, delimiter=delimiter, limit=limit))


def _iter_objects(
    bucket: str, prefix: str = "", *, delimiter: str | None = None, limit: int | None = None
) -> Iterator[ObjectInfo]:
    """Yield the objects whose keys begin with a prefix, in the order of their keys, page by page."""
    pages = s3.get_paginator("list_objects_v2").paginate(
        Bucket=bucket, Prefix=prefix, **_given(Delimiter=delimiter, MaxKeys=limit)
    )
    return islice(chain.from_iterable(map(_page_items, pages)), limit)


BUCKET = "backups"
PREFIX = "latest/"


def save(folder: Path) -> int:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    for path in files:
        destination = f"{PREFIX}{path.relative_to(folder).as_posix()}"
        s3.upload_file(os.fspath(path), BUCKET, destination)
    return len(files)


def saved() -> list[tuple[str, int]]:
    return [(o.key.removeprefix(PREFIX), o.size) for o in _list_objects(BUCKET, prefix=PREFIX)]


def restore(folder: Path) -> int:
    restored = 0
    for name, _ in saved():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            s3.download_file(BUCKET, f"{PREFIX}{name}", os.fspath(target))
        except _s3_error("NoSuchKey", "NoSuchBucket", "404"):
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
