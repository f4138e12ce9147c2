"""What the modules of this application share to use gcp: clients, types, small functions."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache, wraps
from itertools import islice
from typing import Any, NamedTuple, ParamSpec, TypeVar

from google import auth
from google.api_core.exceptions import (
    NotFound as _NotFound,
    PreconditionFailed,
    RequestRangeNotSatisfiable,
)
from google.auth.credentials import Signing
from google.auth.transport.requests import Request
from google.cloud import storage

gcs = storage.Client()


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


@cache
def storage_signer() -> Any:
    """The credentials that sign URLs."""
    return auth.default(scopes=["https://www.googleapis.com/auth/cloud-platform"])[0]


class NotFound(Exception):
    """There is no such object, or no such bucket."""


class AlreadyExists(Exception):
    """There is an object under this key already, and `if_not_exists` was given."""


@contextmanager
def _storage_errors() -> Iterator[None]:
    """Raise this application's error classes in place of the service's own."""
    try:
        yield
    except _NotFound as error:
        raise NotFound(str(error)) from error
    except PreconditionFailed as error:
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
    blob = gcs.bucket(bucket).blob(path)
    if length == 0:  # no range of bytes is that short
        blob.reload()
        return b""
    try:
        return blob.download_as_bytes(start=start, end=None if length is None else start + length - 1)
    except RequestRangeNotSatisfiable:  # the range begins past the end
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
    blob = gcs.bucket(bucket).blob(path)
    if metadata:
        blob.metadata = metadata
    blob.upload_from_string(
        data if isinstance(data, str) else bytes(data),
        content_type=content_type or "application/octet-stream",
        if_generation_match=0 if if_not_exists else None,
    )


@_storage_errors()
def stat(bucket: str, path: str) -> ObjectInfo:
    """Return what is known about an object, without its content."""
    blob: Any = gcs.bucket(bucket).blob(path)
    blob.reload()  # from here on no attribute is None that an object has
    content_type = blob.content_type or "application/octet-stream"
    return ObjectInfo(path, blob.size, blob.updated, blob.etag, content_type, blob.metadata or {})


@_storage_errors()
def delete(bucket: str, path: str, *, missing_ok: bool = True) -> None:
    """Remove an object."""
    try:
        gcs.bucket(bucket).blob(path).delete()
    except _NotFound:
        if not missing_ok:
            raise


@_storage_errors()
def copy(bucket: str, source: str, destination: str, *, destination_bucket: str | None = None) -> None:
    """Copy an object with its content type and metadata, inside Cloud Storage."""
    origin, target = gcs.bucket(bucket), gcs.bucket(destination_bucket or bucket)
    if (target.name, destination) == (origin.name, source):
        origin.blob(source).reload()
    else:
        origin.copy_blob(origin.blob(source), target, destination)


@_storage_errors_while_iterating
def iter_objects(
    bucket: str, prefix: str = "", *, delimiter: str | None = None, limit: int | None = None
) -> Iterator[ObjectInfo]:
    """Yield the objects whose names begin with a prefix, in the order of their names, page by page."""
    page_size = None if limit is None else min(limit, 1000)  # prefixes count for a page, too
    blobs = gcs.list_blobs(bucket, prefix=prefix, delimiter=delimiter, page_size=page_size)

    def page_items(page: Any) -> list[ObjectInfo]:
        found = [ObjectInfo(blob.name, blob.size, blob.updated, blob.etag, None, None) for blob in page]
        folded = [ObjectInfo(name, 0, None, "", None, None, is_prefix=True) for name in page.prefixes]
        return sorted(found + folded, key=lambda item: item.key)

    yield from islice((item for page in blobs.pages for item in page_items(page)), limit)


@_storage_errors()
def presign(bucket: str, path: str, *, method: str = "GET", expires: int = 3600) -> PresignedRequest:
    """Return a signed URL that reads or replaces one object."""
    signer = storage_signer()
    if isinstance(signer, Signing):
        signing: dict[str, Any] = {"credentials": signer}
    else:
        if not signer.valid:
            signer.refresh(Request())
        signing = {"service_account_email": signer.service_account_email, "access_token": signer.token}
    url = gcs.bucket(bucket).blob(path).generate_signed_url(
        version="v4", method=method, expiration=timedelta(seconds=expires), **signing
    )
    return PresignedRequest(url, method, {})
