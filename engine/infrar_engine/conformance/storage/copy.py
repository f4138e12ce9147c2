"""A copy has the content, the content type and the metadata; it replaces what is there, and the source stays.

Prints:
    b'content'

Leaves:
    one  bare  4 bytes  application/octet-stream  {}  b'bare'
    one  bare-copy  4 bytes  application/octet-stream  {}  b'bare'
    one  by-name  7 bytes  text/plain  {'author': 'me', 'n': '1'}  b'content'
    one  folder/copy  7 bytes  text/plain  {'author': 'me', 'n': '1'}  b'content'
    one  no-bucket  7 bytes  text/plain  {'author': 'me', 'n': '1'}  b'content'
    one  same-bucket  7 bytes  text/plain  {'author': 'me', 'n': '1'}  b'content'
    one  source  13 bytes  application/octet-stream  {}  b'changed later'
    one  spread  4 bytes  application/octet-stream  {}  b'bare'
    two  source  7 bytes  text/plain  {'author': 'me', 'n': '1'}  b'content'
    two  spread  4 bytes  application/octet-stream  {}  b'bare'
    two  taken  7 bytes  text/plain  {'author': 'me', 'n': '1'}  b'content'
"""

from infrar import storage
from infrar.storage import copy

BUCKET, OTHER = "conformance-one", "conformance-two"
storage.write(BUCKET, "source", "content", content_type="text/plain", metadata={"author": "me", "n": "1"})
storage.write(BUCKET, "bare", "bare")
storage.write(OTHER, "taken", "taken", content_type="text/css", metadata={"old": "yes"})

copy(BUCKET, "source", "folder/copy")
copy(BUCKET, "source", "source", destination_bucket=OTHER)
copy(BUCKET, "source", "taken", destination_bucket=OTHER)
copy(BUCKET, "source", "same-bucket", destination_bucket=BUCKET)
copy(BUCKET, "source", "no-bucket", destination_bucket=None)
copy(BUCKET, "bare", "bare-copy")
copy(BUCKET, destination="by-name", source="source")


def spread(key: str, bucket: str | None) -> None:
    copy(BUCKET, "bare", key, destination_bucket=bucket)


spread("spread", None)
spread("spread", OTHER)
storage.write(BUCKET, "source", "changed later")
print(storage.read(BUCKET, "folder/copy"))
