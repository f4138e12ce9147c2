r"""Handlers for errors of the store leave all other errors alone.

Prints:
    UnicodeDecodeError
    LookupError KeyError
    FileNotFoundError
    FileNotFoundError
    LookupError IndexError

Leaves:
    one  a  1 bytes  application/octet-stream  {}  b'\xff'
"""

from pathlib import Path

from infrar import storage

BUCKET = "conformance-one"
storage.write(BUCKET, "a", b"\xff")


def attempt(number: int) -> object:
    try:
        if number == 0:
            return storage.read(BUCKET, "a").decode()
        if number == 1:
            return {}[storage.read(BUCKET, "a")]
        if number == 2:
            return storage.upload(BUCKET, "no such file", "b")
        if number == 3:
            return Path("no such file").read_text()
        return storage.read(BUCKET, "a")[7]
    except storage.NotFound:
        return "never"
    except storage.StorageError:
        return "never"


for number in range(5):
    try:
        print(attempt(number))
    except UnicodeDecodeError:
        print("UnicodeDecodeError")
    except FileNotFoundError:
        print("FileNotFoundError")
    except (KeyError, IndexError) as error:
        print("LookupError", type(error).__name__)
