"""What the modules of this application share to use gcp: clients, types, small functions."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

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


def list_objects(
    bucket: str, prefix: str = "", *, delimiter: str | None = None, limit: int | None = None
) -> list[ObjectInfo]:
    """Return the objects whose names begin with a prefix, in the order of their names."""
    return list(iter_objects(bucket, prefix, delimiter=delimiter, limit=limit))


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
