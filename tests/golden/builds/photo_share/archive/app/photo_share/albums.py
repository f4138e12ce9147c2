"""Albums: photos under `albums/ALBUM/NAME`, each with its type and a caption."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from azure.core.exceptions import ResourceNotFoundError

from photo_share.config import ALBUMS, LINK_SECONDS, PHOTOS, TRASH, TYPES

from .cloud_support import ObjectInfo, blobs, iter_objects, move, presign, stat, write


class UnknownPhotoError(LookupError):
    """There is no such photo."""


def add(album: str, name: str, content: bytes, caption: str = "") -> None:
    suffix = PurePosixPath(name).suffix.lower()
    write(
        PHOTOS,
        f"{ALBUMS}/{album}/{name}",
        content,
        content_type=TYPES.get(suffix, "application/octet-stream"),
        metadata={"caption": caption},
    )


def photo(album: str, name: str) -> tuple[bytes, ObjectInfo]:
    key = f"{ALBUMS}/{album}/{name}"
    try:
        return blobs.get_blob_client(PHOTOS, key).download_blob().readall(), stat(PHOTOS, key)
    except ResourceNotFoundError:
        raise UnknownPhotoError(name) from None


def link(album: str, name: str) -> str:
    key = f"{ALBUMS}/{album}/{name}"
    if not blobs.get_blob_client(PHOTOS, key).exists():
        raise UnknownPhotoError(name)
    return presign(PHOTOS, key, expires=LINK_SECONDS).url


def names(album: str) -> list[str]:
    prefix = f"{ALBUMS}/{album}/"
    return [o.name.removeprefix(prefix) for o in list(blobs.get_container_client(PHOTOS).list_blobs(name_starts_with=prefix))]


def albums() -> Iterator[str]:
    for entry in iter_objects(PHOTOS, f"{ALBUMS}/", delimiter="/"):
        if entry.is_prefix:
            yield entry.key.split("/")[1]


def discard(album: str, name: str) -> None:
    """Move a photo to the trash, where it can be found again."""
    key = f"{ALBUMS}/{album}/{name}"
    try:
        move(PHOTOS, key, key, destination_bucket=TRASH)
    except ResourceNotFoundError:
        raise UnknownPhotoError(name) from None
