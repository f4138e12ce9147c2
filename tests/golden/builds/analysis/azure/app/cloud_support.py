"""What the modules of this application share to use azure: clients, types, small functions."""

import os
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from azure.identity import DefaultAzureCredential
from azure.storage.blob import BlobPrefix, BlobServiceClient

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


def list_objects(
    bucket: str, prefix: str = "", *, delimiter: str | None = None, limit: int | None = None
) -> list[ObjectInfo]:
    """Return the blobs whose names begin with a prefix, in the order of their names."""
    return list(iter_objects(bucket, prefix, delimiter=delimiter, limit=limit))


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
