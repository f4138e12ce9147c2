"""What the modules of this application share to use aws: clients, types, small functions."""

import sys
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from itertools import chain, islice
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


def s3_error(*signs: str | type[Exception]) -> tuple[type[BaseException], ...]:
    """The class of the active error when it has one of these S3 error codes or types, else no class."""
    error = sys.exc_info()[1]
    found = error.__context__ if isinstance(error, S3UploadFailedError) else error  # upload_file wraps what S3 said
    sign = found.response.get("Error", {}).get("Code") if isinstance(found, ClientError) else type(found)
    return (type(error),) if error is not None and sign in signs else ()


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
