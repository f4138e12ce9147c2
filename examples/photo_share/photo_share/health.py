"""Whether the store can be reached: write a mark, read it back."""

from infrar import storage
from photo_share.config import PHOTOS

MARK = "health/mark"


def healthy() -> bool:
    try:
        storage.write(PHOTOS, MARK, "ok")
        return storage.read(PHOTOS, MARK) == b"ok"
    except storage.StorageError:
        return False
