"""Deleting what isn't there is fine, unless it must be there.

Prints:
    False True
    NotFound
    False
    True fine
    False NotFound

Leaves:
    one  ab  2 bytes  application/octet-stream  {}  b'ab'
"""

from infrar import storage

BUCKET = "conformance-one"
storage.write(BUCKET, "a", b"a")
storage.write(BUCKET, "ab", b"ab")

storage.delete(BUCKET, "a")
storage.delete(BUCKET, "a")
storage.delete(BUCKET, "a", missing_ok=True)
print(storage.exists(BUCKET, "a"), storage.exists(BUCKET, "ab"))
try:
    storage.delete(BUCKET, "a", missing_ok=False)
except storage.NotFound:
    print("NotFound")
storage.write(BUCKET, "a", b"again")
storage.delete(BUCKET, "a", missing_ok=False)
print(storage.exists(BUCKET, "a"))

for lenient in (True, False):
    try:
        storage.delete(BUCKET, "a", missing_ok=lenient)
        print(lenient, "fine")
    except storage.NotFound:
        print(lenient, "NotFound")
