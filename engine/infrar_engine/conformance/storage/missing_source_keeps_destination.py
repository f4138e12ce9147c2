"""Copying or moving what isn't there leaves the destination as it was.

Prints:
    copy NotFound b'kept'
    move NotFound b'kept'

Leaves:
    one  kept  4 bytes  text/plain  {}  b'kept'
"""

from infrar import storage

BUCKET = "conformance-one"
storage.write(BUCKET, "kept", "kept", content_type="text/plain")
for name in ("copy", "move"):
    try:
        if name == "copy":
            storage.copy(BUCKET, "missing", "kept")
        else:
            storage.move(BUCKET, "missing", "kept")
    except storage.NotFound:
        print(name, "NotFound", storage.read(BUCKET, "kept"))
