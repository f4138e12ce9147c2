"""Every operation on an object that isn't there.

Prints:
    read NotFound
    stat NotFound
    exists False
    download NotFound False
    copy NotFound
    copy to another bucket NotFound
    copy onto itself NotFound
    move NotFound
    move to another bucket NotFound
    move onto itself NotFound
    delete None
    delete with missing_ok None
    delete without NotFound
    list_objects []
    iter_objects []
    read as a statement
    stat as a statement
    delete as a statement
"""

from collections.abc import Callable
from pathlib import Path

from infrar import storage

BUCKET = "conformance-one"


def outcome(operation: Callable[[], object]) -> object:
    try:
        return operation()
    except storage.NotFound:
        return "NotFound"


print("read", outcome(lambda: storage.read(BUCKET, "missing")))
print("stat", outcome(lambda: storage.stat(BUCKET, "missing")))
print("exists", outcome(lambda: storage.exists(BUCKET, "missing")))
print("download", outcome(lambda: storage.download(BUCKET, "missing", "local")), Path("local").exists())
print("copy", outcome(lambda: storage.copy(BUCKET, "missing", "elsewhere")))
print(
    "copy to another bucket",
    outcome(lambda: storage.copy(BUCKET, "missing", "x", destination_bucket="conformance-two")),
)
print("copy onto itself", outcome(lambda: storage.copy(BUCKET, "missing", "missing")))
print("move", outcome(lambda: storage.move(BUCKET, "missing", "elsewhere")))
print(
    "move to another bucket",
    outcome(lambda: storage.move(BUCKET, "missing", "x", destination_bucket="conformance-two")),
)
print("move onto itself", outcome(lambda: storage.move(BUCKET, "missing", "missing")))
print("delete", outcome(lambda: storage.delete(BUCKET, "missing")))
print("delete with missing_ok", outcome(lambda: storage.delete(BUCKET, "missing", missing_ok=True)))
print("delete without", outcome(lambda: storage.delete(BUCKET, "missing", missing_ok=False)))
print("list_objects", outcome(lambda: storage.list_objects(BUCKET, "missing")))
print("iter_objects", outcome(lambda: list(storage.iter_objects(BUCKET, "missing"))))

for operation in ("read", "stat", "delete"):
    try:
        if operation == "read":
            storage.read(BUCKET, "missing")
        elif operation == "stat":
            storage.stat(BUCKET, "missing")
        else:
            storage.delete(BUCKET, "missing", missing_ok=False)
    except storage.NotFound:
        print(operation, "as a statement")
