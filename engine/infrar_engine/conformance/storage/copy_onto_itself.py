"""An object copied or moved onto itself stays as it is, and is never lost.

Prints:
    True
    b'kept' b'kept'

Leaves:
    one  a  4 bytes  text/plain  {'n': '1'}  b'kept'
    one  b  4 bytes  text/plain  {'n': '1'}  b'kept'
"""

from infrar import storage

BUCKET = "conformance-one"
storage.write(BUCKET, "a", "kept", content_type="text/plain", metadata={"n": "1"})
before = storage.stat(BUCKET, "a")

storage.copy(BUCKET, "a", "a")
storage.copy(BUCKET, "a", "a", destination_bucket=BUCKET)
storage.move(BUCKET, "a", "a")
storage.move(BUCKET, "a", "a", destination_bucket="conformance-one")
storage.move(BUCKET, "a", "a", destination_bucket=None)
print(storage.stat(BUCKET, "a") == before)

for key in ("a", "b"):
    storage.copy(BUCKET, "a", key)
    storage.move(BUCKET, "b", key) if key == "b" else storage.move(BUCKET, "a", key)
print(storage.read(BUCKET, "a"), storage.read(BUCKET, "b"))
