"""A local file that isn't there is Python's own FileNotFoundError, and no error of the store.

Prints:
    FileNotFoundError missing
    FileNotFoundError
    True True
    False True
    True
    False

Leaves:
    one  kept  4 bytes  application/octet-stream  {}  b'kept'
"""

from pathlib import Path

from infrar import storage
from infrar.storage import upload

BUCKET = "conformance-one"
storage.write(BUCKET, "kept", "kept")

try:
    upload(BUCKET, "missing", "kept")
except storage.StorageError:
    print("never")
except FileNotFoundError as error:
    print("FileNotFoundError", error.filename)
try:
    upload(BUCKET, Path("missing"), "new", content_type="text/plain", metadata={"n": "1"})
except FileNotFoundError:
    print("FileNotFoundError")
for only_new in (True, False):
    try:
        upload(BUCKET, "missing", "new", if_not_exists=only_new)
    except OSError as error:
        print(only_new, isinstance(error, FileNotFoundError))
try:
    upload(BUCKET, "missing", "kept", if_not_exists=True)
except (FileNotFoundError, storage.AlreadyExists) as error:
    print(isinstance(error, FileNotFoundError))
print(storage.exists(BUCKET, "new"))
