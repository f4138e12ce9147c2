"""An object of no bytes is an object.

Prints:
    bytes b'' 0 True
    b'' b''
    text b'' 0 True
    b'' b''
    file b'' 0 True
    b'' b''
    b'' [('bytes', 0), ('copied', 0), ('file', 0), ('text', 0)]

Leaves:
    one  bytes  0 bytes  application/octet-stream  {}  b''
    one  copied  0 bytes  application/octet-stream  {}  b''
    one  file  0 bytes  application/octet-stream  {'why': 'nothing in it'}  b''
    one  text  0 bytes  text/plain  {}  b''
"""

from pathlib import Path

from infrar import storage

BUCKET = "conformance-one"

Path("empty").touch()
storage.write(BUCKET, "bytes", b"")
storage.write(BUCKET, "text", "", content_type="text/plain")
storage.upload(BUCKET, "empty", "file", metadata={"why": "nothing in it"})
for key in ("bytes", "text", "file"):
    print(key, storage.read(BUCKET, key), storage.stat(BUCKET, key).size, storage.exists(BUCKET, key))
    print(storage.read(BUCKET, key, start=0, length=5), storage.read(BUCKET, key, start=3))

storage.copy(BUCKET, "bytes", "copied")
storage.download(BUCKET, "copied", "downloaded")
print(Path("downloaded").read_bytes(), [(item.key, item.size) for item in storage.list_objects(BUCKET)])
