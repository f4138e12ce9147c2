from functools import partial

from cloud_support import BUCKETS, exists, gcs

seen = partial(exists, BUCKETS["mill-state"])


def grind(grain: bytes) -> bytes:
    flour = grain.lower()
    if not seen("started"):
        gcs.bucket(BUCKETS["mill-state"]).blob("started").upload_from_string(
            b"", content_type="application/octet-stream"
        )
    return flour
