"""Every way to import the SDK names the same operations.

Prints:
    b'1' b'23' b'4' [b'1', b'2', b'3', b'4']
    0 Missing
    1 Missing
    2 Missing
    3 Missing
    errors.NotFound
    InfrarError

Leaves:
    one  a  1 bytes  application/octet-stream  {}  b'1'
    one  b  1 bytes  application/octet-stream  {}  b'2'
    one  c  1 bytes  application/octet-stream  {}  b'3'
    one  d  1 bytes  application/octet-stream  {}  b'4'
"""

import infrar
import infrar.errors
import infrar.storage
import infrar.storage as st
from infrar import errors as portable
from infrar import storage
from infrar.storage import NotFound as Missing
from infrar.storage import read as fetch
from infrar.storage import (
    write as put,  # with a comment
)

BUCKET = "conformance-one"

put(BUCKET, "a", "1")
infrar.storage.write(BUCKET, "b", "2")
st.write(BUCKET, "c", "3")
storage.write(BUCKET, "d", "4")


def inside() -> bytes:
    from infrar.storage import read

    return read(BUCKET, "a")


def deeper() -> bytes:
    import infrar.storage as local

    return local.read(BUCKET, "b") + infrar.storage.read(BUCKET, "c")


class Reader:
    def all(self) -> list[bytes]:
        return [fetch(BUCKET, key) for key in "abcd"]


print(inside(), deeper(), fetch(BUCKET, "d"), Reader().all())
for number in range(4):
    try:
        if number == 0:
            fetch(BUCKET, "missing")
        elif number == 1:
            infrar.storage.read(BUCKET, "missing")
        else:
            st.stat(BUCKET, "missing")
    except Missing:
        print(number, "Missing")
try:
    inside()
    fetch(BUCKET, "missing")
except portable.NotFound:
    print("errors.NotFound")
try:
    fetch(BUCKET, "missing")
except infrar.errors.InfrarError:
    print("InfrarError")
