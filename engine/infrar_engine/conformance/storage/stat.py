"""What is known about an object: key, size, time, etag, content type and metadata.

Prints:
    notes/today.txt 5 text/plain {'author': 'me'} False
    True True
    True
    True True False
    True True
    False
    True True True

Leaves:
    one  notes/today.txt  5 bytes  text/plain  {'author': 'me'}  b'other'
"""

from datetime import datetime, timedelta, timezone

from infrar import storage

BUCKET = "conformance-one"
storage.write(BUCKET, "notes/today.txt", "hello", content_type="text/plain", metadata={"author": "me"})

info = storage.stat(BUCKET, "notes/today.txt")
print(info.key, info.size, info.content_type, info.metadata, info.is_prefix)
assert info.last_modified is not None
print(info.last_modified.utcoffset() == timedelta(0), info.last_modified.tzinfo is not None)
print(abs(datetime.now(timezone.utc) - info.last_modified) < timedelta(minutes=5))
print(isinstance(info.etag, str), len(info.etag) > 0, '"' in info.etag)

again = storage.stat(BUCKET, "notes/today.txt")
print(again == info, again.etag == info.etag)
storage.write(BUCKET, "notes/today.txt", "other", content_type="text/plain", metadata={"author": "me"})
print(storage.stat(BUCKET, "notes/today.txt").etag == info.etag)
listed = storage.list_objects(BUCKET)[0]
now = storage.stat(BUCKET, "notes/today.txt")
print(listed.etag == now.etag, listed.last_modified == now.last_modified, listed.size == now.size)
