"""Albums: photos under `albums/ALBUM/NAME`, each with its type and a caption."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from google.api_core.exceptions import NotFound

from photo_share.config import ALBUMS, LINK_SECONDS, PHOTOS, TRASH, TYPES

from .cloud_support import BUCKETS, ObjectInfo, gcs, iter_objects, move, presign, stat, write


class UnknownPhotoError(LookupError):
    """There is no such photo."""


def add(album: str, name: str, content: bytes, caption: str = "") -> None:
    suffix = PurePosixPath(name).suffix.lower()
    write(
        BUCKETS[PHOTOS],
        f"{ALBUMS}/{album}/{name}",
        content,
        content_type=TYPES.get(suffix, "application/octet-stream"),
        metadata={"caption": caption},
    )


def photo(album: str, name: str) -> tuple[bytes, ObjectInfo]:
    key = f"{ALBUMS}/{album}/{name}"
    try:
        return gcs.bucket(BUCKETS[PHOTOS]).blob(key).download_as_bytes(), stat(BUCKETS[PHOTOS], key)
    except NotFound:
        raise UnknownPhotoError(name) from None


def link(album: str, name: str) -> str:
    key = f"{ALBUMS}/{album}/{name}"
    if not gcs.bucket(BUCKETS[PHOTOS]).blob(key).exists():
        raise UnknownPhotoError(name)
    return presign(BUCKETS[PHOTOS], key, expires=LINK_SECONDS).url


def names(album: str) -> list[str]:
    prefix = f"{ALBUMS}/{album}/"
    return [o.name.removeprefix(prefix) for o in list(gcs.list_blobs(BUCKETS[PHOTOS], prefix=prefix))]


def albums() -> Iterator[str]:
    for entry in iter_objects(BUCKETS[PHOTOS], f"{ALBUMS}/", delimiter="/"):
        if entry.is_prefix:
            yield entry.key.split("/")[1]


def discard(album: str, name: str) -> None:
    """Move a photo to the trash, where it can be found again."""
    key = f"{ALBUMS}/{album}/{name}"
    try:
        move(BUCKETS[PHOTOS], key, key, destination_bucket=BUCKETS[TRASH])
    except NotFound:
        raise UnknownPhotoError(name) from None
