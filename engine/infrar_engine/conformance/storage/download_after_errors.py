"""After an error a file that was there is as it was, and none is where none was.

Prints:
    NotFound NotFound NotFound
    NotFound
    NotFound
    FileNotFoundError downloaded
    [('old', 'there')]

Leaves:
    one  there  5 bytes  application/octet-stream  {}  b'there'
"""

from pathlib import Path

from infrar import storage

BUCKET = "conformance-one"
Path("old").write_text("kept")
Path("folder").mkdir()


def fetch(key: str, target: str) -> str:
    try:
        storage.download(BUCKET, key, target)
    except storage.NotFound:
        return "NotFound"
    except FileNotFoundError:
        return "FileNotFoundError"
    return "downloaded"


print(fetch("missing", "old"), fetch("missing", "new"), fetch("missing", "folder/new"))
print(fetch("missing", "no-folder/new"))
try:
    storage.download(BUCKET, "missing", "new")
except storage.NotFound:
    print("NotFound")
storage.write(BUCKET, "there", "there")
print(fetch("there", "no-folder/new"), fetch("there", "old"))
print([(str(path), path.read_text()) for path in sorted(Path().rglob("*")) if path.is_file()])
