"""Whether the store can be reached: write a mark, read it back."""

from azure.core.exceptions import AzureError

from photo_share.config import PHOTOS

from .cloud_support import blobs

MARK = "health/mark"


def healthy() -> bool:
    try:
        blobs.get_blob_client(PHOTOS, MARK).upload_blob("ok", overwrite=True)
        return blobs.get_blob_client(PHOTOS, MARK).download_blob().readall() == b"ok"
    except AzureError:
        return False
