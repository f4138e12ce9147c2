"""With if_not_exists the first one stays, and whoever comes later gets AlreadyExists.

Prints:
    created AlreadyExists b'first'
    b'replaced' AlreadyExists
    created
    AlreadyExists
    StorageError True
    AlreadyExists

Leaves:
    one  file  14 bytes  text/plain  {'n': '1'}  b'uploaded first'
    one  lock  20 bytes  application/octet-stream  {}  b'after it was deleted'
    one  other  14 bytes  application/octet-stream  {}  b'uploaded first'
    one  typed  1 bytes  text/plain  {'n': '1'}  b'1'
"""

from pathlib import Path

from infrar import storage
from infrar.storage import AlreadyExists

BUCKET = "conformance-one"
Path("first").write_text("uploaded first")
Path("second").write_text("uploaded second")


def create(key: str, text: str) -> str:
    try:
        storage.write(BUCKET, key, text, if_not_exists=True)
    except AlreadyExists:
        return "AlreadyExists"
    return "created"


print(create("lock", "first"), create("lock", "second"), storage.read(BUCKET, "lock"))
storage.write(BUCKET, "lock", "replaced", if_not_exists=False)
print(storage.read(BUCKET, "lock"), create("lock", "third"))
storage.delete(BUCKET, "lock")
print(create("lock", "after it was deleted"))

storage.upload(BUCKET, "first", "file", if_not_exists=True, content_type="text/plain", metadata={"n": "1"})
try:
    storage.upload(BUCKET, "second", "file", if_not_exists=True, content_type="text/css", metadata={"n": "2"})
except AlreadyExists:
    print("AlreadyExists")
for only_new in (True, False):
    try:
        storage.upload(BUCKET, "second", "other", if_not_exists=only_new)
        storage.upload(BUCKET, "first", "other", if_not_exists=only_new)
    except storage.StorageError:
        print("StorageError", only_new)

try:
    storage.write(BUCKET, "typed", b"1", content_type="text/plain", metadata={"n": "1"}, if_not_exists=True)
    storage.write(BUCKET, "typed", b"2", content_type="text/css", metadata={"n": "2"}, if_not_exists=True)
except AlreadyExists:
    print("AlreadyExists")
