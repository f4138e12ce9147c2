"""Downloading replaces the local file, as a str or a path, and makes no folders.

Prints:
    [('folder/inside', 'new content'), ('fresh', 'new content'), ('old', 'new content')]
    FileNotFoundError False
    FileNotFoundError False
    ['folder', 'fresh', 'old']

Leaves:
    one  data/a  11 bytes  application/octet-stream  {}  b'new content'
"""

from pathlib import Path

from infrar import storage
from infrar.storage import download

BUCKET = "conformance-one"
storage.write(BUCKET, "data/a", "new content")

download(BUCKET, "data/a", "fresh")
Path("old").write_text("an older and longer content")
download(BUCKET, "data/a", "old")
Path("folder").mkdir()
download(BUCKET, "data/a", Path("folder") / "inside")
download(BUCKET, "data/a", destination=Path("fresh").absolute())
print([(str(path), path.read_text()) for path in sorted(Path().rglob("*")) if path.is_file()])
for target in ("missing/file", Path("missing", "deeper", "file")):
    try:
        download(BUCKET, "data/a", target)
    except FileNotFoundError:
        print("FileNotFoundError", Path("missing").exists())
print(sorted(path.name for path in Path().iterdir()))
