"""What the modules of this application share to use azure: clients, types, small functions."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from functools import wraps
from itertools import islice
from typing import NamedTuple, ParamSpec, TypeVar

from azure.core.exceptions import (
    AzureError,
    ClientAuthenticationError,
    HttpResponseError,
    ResourceNotFoundError,
)
from azure.identity import DefaultAzureCredential
from azure.storage.blob import (
    BlobPrefix,
    BlobSasPermissions,
    BlobServiceClient,
    ContentSettings,
    generate_blob_sas,
)

blobs = (
    BlobServiceClient.from_connection_string(os.environ["AZURE_STORAGE_CONNECTION_STRING"])
    if os.environ.get("AZURE_STORAGE_CONNECTION_STRING")
    else BlobServiceClient(os.environ["AZURE_STORAGE_ACCOUNT_URL"], credential=DefaultAzureCredential())
)


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


def azure_error(*signs: int | str | type[AzureError]) -> tuple[type[AzureError], ...]:
    """What to catch when the active error has one of these statuses, error codes or exact types, else nothing."""
    error = sys.exc_info()[1]
    if not isinstance(error, AzureError) or isinstance(error, ClientAuthenticationError):
        return ()
    found = (type(error), getattr(error, "status_code", None), getattr(error, "error_code", None))
    return (AzureError,) if any(sign in signs for sign in found) else ()


class NotFound(Exception):
    """There is no such object, or no such bucket."""


class AlreadyExists(Exception):
    """There is an object under this key already, and `if_not_exists` was given."""


@contextmanager
def _storage_errors() -> Iterator[None]:
    """Raise this application's error classes in place of the service's own."""
    try:
        yield
    except ResourceNotFoundError as error:
        raise NotFound(str(error)) from error
    except azure_error("BlobAlreadyExists") as error:
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
    """Return the bytes of a blob, or of a range of it, which may reach past its end."""
    blob = blobs.get_blob_client(bucket, path)
    if length == 0:  # no range is as short as this
        blob.get_blob_properties()
        return b""
    try:
        return blob.download_blob(offset=start, length=length).readall()
    except HttpResponseError as error:
        if error.status_code != 416:  # the range begins past the end
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
    """Store bytes, or a text as UTF-8, as a blob."""
    blobs.get_blob_client(bucket, path).upload_blob(
        data if isinstance(data, str) else bytes(data),
        overwrite=not if_not_exists,
        content_settings=ContentSettings(content_type=content_type),
        metadata=metadata,
    )


@_storage_errors()
def stat(bucket: str, path: str) -> ObjectInfo:
    """Return what is known about a blob, without its content."""
    blob = blobs.get_blob_client(bucket, path).get_blob_properties()
    content_type = blob.content_settings.content_type or "application/octet-stream"
    return ObjectInfo(path, blob.size, blob.last_modified, blob.etag.strip('"'), content_type, blob.metadata)


@_storage_errors()
def delete(bucket: str, path: str, *, missing_ok: bool = True) -> None:
    """Remove a blob."""
    try:
        blobs.get_blob_client(bucket, path).delete_blob()
    except ResourceNotFoundError:
        if not missing_ok:
            raise


@_storage_errors()
def copy(bucket: str, source: str, destination: str, *, destination_bucket: str | None = None) -> None:
    """Copy a blob with its content type and metadata, inside the storage account, and wait until it is done."""
    origin = blobs.get_blob_client(bucket, source)
    target = blobs.get_blob_client(destination_bucket or bucket, destination)
    if target.url == origin.url:
        origin.get_blob_properties()
        return
    status = target.start_copy_from_url(origin.url)["copy_status"]
    while status == "pending":
        time.sleep(0.2)
        status = target.get_blob_properties().copy.status
    if status != "success":
        raise HttpResponseError(f"The copy of {origin.url} to {target.url} ended as {status}.")


@_storage_errors_while_iterating
def iter_objects(
    bucket: str, prefix: str = "", *, delimiter: str | None = None, limit: int | None = None
) -> Iterator[ObjectInfo]:
    """Yield the blobs whose names begin with a prefix, in the order of their names, page by page."""
    container = blobs.get_container_client(bucket)
    if delimiter is None:
        pages = container.list_blobs(prefix, results_per_page=limit).by_page()
    else:
        pages = container.walk_blobs(prefix, delimiter=delimiter, results_per_page=limit).by_page()
    # The client puts the prefixes of a page before its blobs.
    items = (item for page in pages for item in sorted(page, key=lambda item: item.name))
    for item in islice(items, limit):
        if isinstance(item, BlobPrefix):
            yield ObjectInfo(item.name, 0, None, "", None, None, is_prefix=True)
        else:
            yield ObjectInfo(item.name, item.size, item.last_modified, item.etag.strip('"'), None, None)


@_storage_errors()
def presign(bucket: str, path: str, *, method: str = "GET", expires: int = 3600) -> PresignedRequest:
    """Return a signed link that reads or replaces one blob, with the headers that its user must send."""
    blob = blobs.get_blob_client(bucket, path)
    now = datetime.now(timezone.utc)
    expiry = now + timedelta(seconds=expires)
    account_key = getattr(blobs.credential, "account_key", None)
    delegation_key = None
    if account_key is None:
        # The key works for seven days at most. It begins in the past, because clocks differ.
        start = max(now - timedelta(minutes=5), expiry - timedelta(days=7))
        delegation_key = blobs.get_user_delegation_key(start, expiry)
    signature = generate_blob_sas(
        str(blobs.account_name),
        bucket,
        path,
        account_key=account_key,
        user_delegation_key=delegation_key,
        permission=BlobSasPermissions(read=method == "GET", write=method == "PUT"),
        expiry=expiry,
    )
    headers = {"x-ms-blob-type": "BlockBlob"} if method == "PUT" else {}
    return PresignedRequest(f"{blob.url}?{signature}", method, headers)
