from functools import partial

from cloud_support import BUCKETS, exists, s3

seen = partial(exists, BUCKETS["mill-state"])


def grind(grain: bytes) -> bytes:
    flour = grain.lower()
    if not seen("started"):
        s3.put_object(Bucket=BUCKETS["mill-state"], Key="started", Body=b"")
    return flour
