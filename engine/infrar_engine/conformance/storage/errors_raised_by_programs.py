"""A program raises the portable errors itself, with a message, and catches them like those of the store.

Prints:
    forbidden PermissionDenied not for you ('not for you',)
    gone NotFound True
    empty InfrarError ('empty', 3)
    missing NotFound True
    a.txt ('a.txt',) True False
"""

from infrar import errors, storage

BUCKET = "conformance-one"


def load(key: str) -> bytes:
    if key == "forbidden":
        raise storage.PermissionDenied("not for you")
    if key == "gone":
        raise storage.NotFound
    if key == "empty":
        raise errors.FailedPrecondition("empty", 3)
    return storage.read(BUCKET, key)


for key in ("forbidden", "gone", "empty", "missing"):
    try:
        load(key)
    except storage.PermissionDenied as error:
        print(key, "PermissionDenied", str(error), error.args)
    except storage.NotFound as error:
        print(key, "NotFound", len(error.args) <= 1)
    except errors.InfrarError as error:
        print(key, "InfrarError", error.args)
made = storage.NotFound("a.txt")
print(str(made), made.args, storage.NotFound().args == errors.NotFound().args, isinstance(made, LookupError))
