"""Moving is copying, and then the source is gone.

Prints:
    False b'text'
    False b'text'
    False b'text'
    NotFound

Leaves:
    one  archive/2024/old  4 bytes  text/plain  {'author': 'me'}  b'text'
"""

from infrar import storage

BUCKET, OTHER = "conformance-one", "conformance-two"
storage.write(BUCKET, "draft", "text", content_type="text/plain", metadata={"author": "me"})
storage.write(BUCKET, "old", "replaced by the move")

storage.move(BUCKET, "draft", "final")
print(storage.exists(BUCKET, "draft"), storage.read(BUCKET, "final"))
storage.move(BUCKET, "final", "old")
print(storage.exists(BUCKET, "final"), storage.read(BUCKET, "old"))
storage.move(BUCKET, "old", "old", destination_bucket=OTHER)
print(storage.exists(BUCKET, "old"), storage.read(OTHER, "old"))
storage.move(OTHER, "old", "archive/2024/old", destination_bucket=BUCKET)
try:
    storage.move(OTHER, "old", "again")
except storage.NotFound:
    print("NotFound")
