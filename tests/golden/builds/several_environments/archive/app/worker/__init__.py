from functools import partial

from cloud_support import blobs, exists

seen = partial(exists, "mill-state")


def grind(grain: bytes) -> bytes:
    flour = grain.lower()
    if not seen("started"):
        blobs.get_blob_client("mill-state", "started").upload_blob(b"", overwrite=True)
    return flour
