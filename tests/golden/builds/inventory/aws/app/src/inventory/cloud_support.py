"""What the modules of this application share to use aws: clients, types, small functions."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timezone
from functools import wraps
from itertools import chain, islice
from typing import Any, NamedTuple, ParamSpec, TypeVar

import boto3
from boto3.exceptions import S3UploadFailedError
from botocore.config import Config
from botocore.exceptions import ClientError

s3 = boto3.client("s3")
s3_signer = boto3.client("s3", config=Config(signature_version="s3v4"))


class ObjectInfo(NamedTuple):
    """What is known about an object, or a common prefix of objects in a listing with a delimiter."""

    key: str
    size: int
    last_modified: datetime | None
    etag: str
    content_type: str | None
    metadata: dict[str, str] | None
    is_prefix: bool = False


class PresignedRequest(NamedTuple):
    """An HTTP request that needs no credentials: send `method` to `url` with `headers`, all of them, as they are."""

    url: str
    method: str
    headers: dict[str, str]


MAX_REQUEST = 5 * 1024**3  # bytes that S3 stores or copies in one request


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


class NotFound(Exception):
    """There is no such object, or no such bucket."""


class AlreadyExists(Exception):
    """There is an object under this key already, and `if_not_exists` was given."""


@contextmanager
def _storage_errors() -> Iterator[None]:
    """Raise this application's error classes in place of the service's own."""
    try:
        yield
    except s3_error("NoSuchKey", "NoSuchBucket", "404") as error:
        raise NotFound(str(error)) from error
    except s3_error("PreconditionFailed") as error:
        raise AlreadyExists(str(error)) from error


_P = ParamSpec("_P")
_T = TypeVar("_T")


def _storage_errors_while_iterating(function: Callable[_P, Iterator[_T]]) -> Callable[_P, Iterator[_T]]:
    """The same for an iterator: items are fetched on the way, and so errors are raised there."""

    @wraps(function)
    def iterate(*args: _P.args, **kwargs: _P.kwargs) -> Iterator[_T]:
        with _storage_errors():
            yield from function(*args, **kwargs)

    return iterate


@_storage_errors()
def read(bucket: str, path: str, *, start: int = 0, length: int | None = None) -> bytes:
    """Return the bytes of an object, or of a range of it, which may reach past its end."""
    if start == 0 and length is None:
        return s3.get_object(Bucket=bucket, Key=path)["Body"].read()
    if length == 0:  # no range is empty
        s3.head_object(Bucket=bucket, Key=path)
        return b""
    last = "" if length is None else start + length - 1
    try:
        return s3.get_object(Bucket=bucket, Key=path, Range=f"bytes={start}-{last}")["Body"].read()
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") != "InvalidRange":  # it begins past the end
            raise
        return b""


@_storage_errors()
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


@_storage_errors()
def stat(bucket: str, path: str) -> ObjectInfo:
    """Return what is known about an object, without its content."""
    head = s3.head_object(Bucket=bucket, Key=path)
    modified = head["LastModified"].astimezone(timezone.utc)
    content_type = head["ContentType"]
    if content_type == "binary/octet-stream":  # S3's name for bytes of no stated type
        content_type = "application/octet-stream"
    return ObjectInfo(path, head["ContentLength"], modified, head["ETag"].strip('"'), content_type, head["Metadata"])


@_storage_errors()
def delete(bucket: str, path: str, *, missing_ok: bool = True) -> None:
    """Remove an object."""
    if not missing_ok:
        s3.head_object(Bucket=bucket, Key=path)  # S3 doesn't say whether there was something to delete
    s3.delete_object(Bucket=bucket, Key=path)


@_storage_errors()
def copy(bucket: str, source: str, destination: str, *, destination_bucket: str | None = None) -> None:
    """Copy an object with its content type and metadata, inside S3."""
    target = destination_bucket or bucket
    head = s3.head_object(Bucket=bucket, Key=source)
    if (target, destination) == (bucket, source):
        return
    if head["ContentLength"] <= MAX_REQUEST:
        s3.copy_object(Bucket=target, Key=destination, CopySource={"Bucket": bucket, "Key": source})
    else:  # in parts, which don't bring content type and metadata with them
        options = {"ContentType": head["ContentType"], "Metadata": head["Metadata"], "CopySourceIfMatch": head["ETag"]}
        s3.copy({"Bucket": bucket, "Key": source}, target, destination, ExtraArgs=options)


@_storage_errors_while_iterating
def iter_objects(
    bucket: str, prefix: str = "", *, delimiter: str | None = None, limit: int | None = None
) -> Iterator[ObjectInfo]:
    """Yield the objects whose keys begin with a prefix, in the order of their keys, page by page."""
    pages = s3.get_paginator("list_objects_v2").paginate(
        Bucket=bucket, Prefix=prefix, **given(Delimiter=delimiter, MaxKeys=limit)
    )
    return islice(chain.from_iterable(map(page_items, pages)), limit)


@_storage_errors()
def presign(bucket: str, path: str, *, method: str = "GET", expires: int = 3600) -> PresignedRequest:
    """Return a signed link that reads or replaces one object."""
    operation = "put_object" if method == "PUT" else "get_object"
    url = s3_signer.generate_presigned_url(operation, Params={"Bucket": bucket, "Key": path}, ExpiresIn=expires)
    return PresignedRequest(url, method, {})
