"""Errors raised again, wrapped, or raised while handling another one.

Prints:
    first
    NotFound
    seen True
    NotFound
    UnknownReport missing True True
    UnknownReport hidden False True
    b'handled inside'
    NotFound
    False True True True
"""

from infrar import storage
from infrar.storage import NotFound, read

BUCKET = "conformance-one"


class UnknownReport(Exception):
    pass


def again() -> bytes:
    try:
        return read(BUCKET, "missing")
    except NotFound:
        print("first")
        raise


def named() -> bytes:
    try:
        return read(BUCKET, "missing")
    except NotFound as error:
        print("seen", error is not None)
        raise error


def wrapped() -> bytes:
    try:
        return read(BUCKET, "missing")
    except NotFound as error:
        raise UnknownReport("missing") from error


def replaced() -> bytes:
    try:
        return read(BUCKET, "missing")
    except NotFound:
        raise UnknownReport("hidden") from None


def while_handling() -> bytes:
    try:
        raise KeyError("outer")
    except KeyError:
        try:
            return read(BUCKET, "missing")
        except NotFound:
            return b"handled inside"


def second_error() -> bytes:
    try:
        return read(BUCKET, "missing")
    except NotFound:
        storage.stat(BUCKET, "missing, too")
        return b"never"


for operation in (again, named, wrapped, replaced, while_handling, second_error):
    try:
        print(operation())
    except NotFound:
        print("NotFound")
    except UnknownReport as error:
        print("UnknownReport", error, error.__cause__ is not None, error.__suppress_context__)
try:
    read(BUCKET, "missing")
except NotFound as error:
    kept = error
print("error" in dir(), isinstance(kept, Exception), str(kept) != "", kept.__traceback__ is not None)
