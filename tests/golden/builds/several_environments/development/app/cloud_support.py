"""What the modules of this application share to use aws: clients, types, small functions."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from itertools import chain, islice
from typing import Any, NamedTuple

import boto3
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


def given(**options: Any) -> dict[str, Any]:
    """The options that aren't None: botocore wants the others left out."""
    return {name: value for name, value in options.items() if value is not None}


def page_items(page: Mapping[str, Any]) -> list[ObjectInfo]:
    """The objects and the common prefixes of one page of a listing, in the order of their keys."""
    items = []
    for item in page.get("Contents", []):
        modified = item["LastModified"].astimezone(timezone.utc)
        items.append(ObjectInfo(item["Key"], item["Size"], modified, item["ETag"].strip('"'), None, None))
    for item in page.get("CommonPrefixes", []):
        items.append(ObjectInfo(item["Prefix"], 0, None, "", None, None, is_prefix=True))
    return sorted(items, key=lambda item: item.key.encode())


def write(
    bucket: str,
    path: str,
    data: str | bytes | bytearray | memoryview,
    *,
    content_type: str | None = None,
    metadata: dict[str, str] | None = None,
    if_not_exists: bool = False,
) -> None:
    """Store bytes, or a text as UTF-8, as an object."""
    s3.put_object(
        Bucket=bucket,
        Key=path,
        Body=data if isinstance(data, (str, bytes)) else bytes(data),
        **given(ContentType=content_type, Metadata=metadata, IfNoneMatch="*" if if_not_exists else None),
    )


def exists(bucket: str, path: str) -> bool:
    """Return whether there is an object under this key."""
    try:
        s3.head_object(Bucket=bucket, Key=path)
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") != "404":
            raise
        return False
    return True


def list_objects(
    bucket: str, prefix: str = "", *, delimiter: str | None = None, limit: int | None = None
) -> list[ObjectInfo]:
    """Return the objects whose keys begin with a prefix, in the order of their keys."""
    return list(iter_objects(bucket, prefix, delimiter=delimiter, limit=limit))


def iter_objects(
    bucket: str, prefix: str = "", *, delimiter: str | None = None, limit: int | None = None
) -> Iterator[ObjectInfo]:
    """Yield the objects whose keys begin with a prefix, in the order of their keys, page by page."""
    pages = s3.get_paginator("list_objects_v2").paginate(
        Bucket=bucket, Prefix=prefix, **given(Delimiter=delimiter, MaxKeys=limit)
    )
    return islice(chain.from_iterable(map(page_items, pages)), limit)
