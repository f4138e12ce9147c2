"""Albums: photos under `albums/ALBUM/NAME`, each with its type and a caption."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from infrar import storage
from infrar.storage import ObjectInfo
from photo_share.config import ALBUMS, LINK_SECONDS, PHOTOS, TRASH, TYPES


class UnknownPhotoError(LookupError):
    """There is no such photo."""


def add(album: str, name: str, content: bytes, caption: str = "") -> None:
    suffix = PurePosixPath(name).suffix.lower()
    storage.write(
        PHOTOS,
        f"{ALBUMS}/{album}/{name}",
        content,
        content_type=TYPES.get(suffix, "application/octet-stream"),
        metadata={"caption": caption},
    )


def photo(album: str, name: str) -> tuple[bytes, ObjectInfo]:
    key = f"{ALBUMS}/{album}/{name}"
    try:
        return storage.read(PHOTOS, key), storage.stat(PHOTOS, key)
    except storage.NotFound:
        raise UnknownPhotoError(name) from None


def link(album: str, name: str) -> str:
    key = f"{ALBUMS}/{album}/{name}"
    if not storage.exists(PHOTOS, key):
        raise UnknownPhotoError(name)
    return storage.presign(PHOTOS, key, expires=LINK_SECONDS).url


def names(album: str) -> list[str]:
    prefix = f"{ALBUMS}/{album}/"
    return [o.key.removeprefix(prefix) for o in storage.list_objects(PHOTOS, prefix=prefix)]


def albums() -> Iterator[str]:
    for entry in storage.iter_objects(PHOTOS, f"{ALBUMS}/", delimiter="/"):
        if entry.is_prefix:
            yield entry.key.split("/")[1]


def discard(album: str, name: str) -> None:
    """Move a photo to the trash, where it can be found again."""
    key = f"{ALBUMS}/{album}/{name}"
    try:
        storage.move(PHOTOS, key, key, destination_bucket=TRASH)
    except storage.NotFound:
        raise UnknownPhotoError(name) from None
