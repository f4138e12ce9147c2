"""Where error classes are values, they are classes: kept in variables, tested with isinstance, passed on.

Prints:
    b'a'
    True True True
    False True True
    taken True
    True True True
    expected expected another one expected

Leaves:
    one  a  1 bytes  application/octet-stream  {}  b'a'
"""

from contextlib import suppress

from infrar import errors, storage
from infrar.storage import NotFound, StorageError

BUCKET = "conformance-one"
EXPECTED = (NotFound, storage.AlreadyExists)
storage.write(BUCKET, "a", b"a")

with suppress(storage.NotFound):
    storage.read(BUCKET, "missing")
    print("never")
with suppress(NotFound, KeyError):
    print(storage.read(BUCKET, "a"))
try:
    storage.read(BUCKET, "missing")
except EXPECTED as error:
    print(isinstance(error, NotFound), isinstance(error, StorageError), isinstance(error, errors.NotFound))
    print(isinstance(error, storage.AlreadyExists), isinstance(error, errors.InfrarError), type(error) is NotFound)
try:
    storage.write(BUCKET, "a", b"b", if_not_exists=True)
except Exception as error:
    print("taken" if isinstance(error, EXPECTED) else "never", isinstance(error, errors.AlreadyExists))
print(issubclass(NotFound, StorageError), issubclass(storage.NotFound, errors.NotFound), NotFound is storage.NotFound)


def outcome(expected: type[BaseException]) -> str:
    try:
        storage.stat(BUCKET, "missing")
    except expected:
        return "expected"
    except Exception:
        return "another one"
    return "none"


print(outcome(NotFound), outcome(StorageError), outcome(storage.AlreadyExists), outcome(errors.InfrarError))
