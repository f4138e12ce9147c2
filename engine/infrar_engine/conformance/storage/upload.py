r"""Uploading stores a local file under a key, as a str or a path.

Prints:
    ['absolute', 'by/name', 'path', 'str', 'tree/a file.txt', 'tree/folder/b']
    b'b'

Leaves:
    one  absolute  1 bytes  text/plain  {}  b'b'
    one  by/name  1 bytes  application/octet-stream  {'from': 'b'}  b'b'
    one  path  17 bytes  application/octet-stream  {}  b'bytes \xff of a file'
    one  str  1 bytes  text/css  {'replaced': 'yes'}  b'b'
    one  'tree/a file.txt'  17 bytes  application/octet-stream  {}  b'bytes \xff of a file'
    one  tree/folder/b  1 bytes  application/octet-stream  {}  b'b'
"""

from pathlib import Path

from infrar import storage
from infrar.storage import upload

BUCKET = "conformance-one"
Path("a file.txt").write_bytes(b"bytes \xff of a file")
Path("folder").mkdir()
Path("folder", "b").write_text("b")

upload(BUCKET, "a file.txt", "str")
upload(BUCKET, Path("a file.txt"), "path")
upload(BUCKET, Path("folder").absolute() / "b", "absolute", content_type="text/plain")
upload(BUCKET, source="folder/b", destination="by/name", metadata={"from": "b"})
upload("conformance-one", "folder/b", "str", content_type="text/css", metadata={"replaced": "yes"})
for path in sorted(Path().rglob("*")):
    if path.is_file():
        upload(BUCKET, path, f"tree/{path.as_posix()}")
print([item.key for item in storage.list_objects(BUCKET)])
Path("folder", "b").write_text("changed later")
print(storage.read(BUCKET, "str"))
