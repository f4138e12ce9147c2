"""The shapes of except clauses: one class, a tuple, a base class, the portable classes, with else and finally.

Prints:
    finally a
    a else a a written there a
    finally missing
    missing NotFound one of them True False StorageError written InfrarError True Exception False
    errors.AlreadyExists AlreadyExists NotFound

Leaves:
    one  a  1 bytes  application/octet-stream  {}  b'a'
    one  a-new  1 bytes  application/octet-stream  {}  b'b'
    one  missing-new  1 bytes  application/octet-stream  {}  b'b'
"""

from infrar import errors, storage
from infrar.storage import AlreadyExists, NotFound, StorageError, read, write

BUCKET = "conformance-one"
write(BUCKET, "a", b"a")


def one(key: str) -> str:
    try:
        read(BUCKET, key)
    except NotFound:
        return "NotFound"
    else:
        return "else"
    finally:
        print("finally", key)


def several(key: str) -> str:
    try:
        return read(BUCKET, key).decode()
    except (AlreadyExists, NotFound, KeyError) as error:
        return f"one of them {isinstance(error, Exception)} {isinstance(error, KeyError)}"


def base(key: str) -> str:
    try:
        return read(BUCKET, key).decode()
    except StorageError:
        return "StorageError"


def portable(key: str) -> str:
    try:
        write(BUCKET, key, b"b", if_not_exists=True)
        return "written"
    except errors.AlreadyExists:
        return "errors.AlreadyExists"


def any_of_ours(key: str) -> str:
    try:
        storage.stat(BUCKET, key)
        return "there"
    except errors.InfrarError as error:
        return f"InfrarError {type(error) is not KeyError}"


def in_order(key: str, new: bool) -> str:
    try:
        write(BUCKET, key, read(BUCKET, "a"), if_not_exists=new)
        read(BUCKET, "missing")
    except storage.AlreadyExists:
        return "AlreadyExists"
    except storage.PermissionDenied:
        return "never"
    except storage.NotFound:
        return "NotFound"
    except storage.StorageError:
        return "never"
    return "never"


def anything(key: str) -> str:
    try:
        return read(BUCKET, key).decode()
    except Exception as error:
        return f"Exception {isinstance(error, (KeyError, OSError, ArithmeticError))}"


for key in ("a", "missing"):
    print(key, one(key), several(key), base(key), portable(f"{key}-new"), any_of_ours(key), anything(key))
print(portable("a"), in_order("a", True), in_order("a", False))
