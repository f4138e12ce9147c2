"""Arguments are evaluated once each, in the order of the call.

Prints:
    evaluated 1
    evaluated a
    evaluated b'data'
    evaluated text/plain
    evaluated {'n': '1'}
    evaluated text
    evaluated b
    evaluated c
    evaluated bytearray(b'c')
    evaluated True
    evaluated file
    evaluated d
    evaluated {'n': '2'}
    evaluated text/css
    evaluated e
    evaluated file
    evaluated a
    evaluated 2
    evaluated 1
    b'at'
    evaluated f
    evaluated a
    evaluated f
    evaluated local
    evaluated 2
    evaluated b
    ['b']
    evaluated False
    evaluated f
    evaluated 2
    evaluated a
    evaluated a
    evaluated 60
    False GET
    evaluated never
    ZeroDivisionError False

Leaves:
    one  a  4 bytes  text/plain  {'n': '1'}  b'data'
    one  b  4 bytes  application/octet-stream  {}  b'text'
    one  c  1 bytes  application/octet-stream  {}  b'c'
    one  d  4 bytes  text/css  {'n': '2'}  b'file'
    one  e  4 bytes  application/octet-stream  {}  b'file'
    one  n0  2 bytes  application/octet-stream  {'n': '3'}  b'12'
    one  n5  1 bytes  application/octet-stream  {'n': '4'}  b'6'
"""

from pathlib import Path
from typing import TypeVar

from infrar import storage

T = TypeVar("T")
BUCKET = "conformance-one"


def say(value: T) -> T:
    print("evaluated", value)
    return value


storage.write(BUCKET if say(1) else "", say("a"), say(b"data"), content_type=say("text/plain"), metadata=say({"n": "1"}))
storage.write(data=say("text"), bucket=BUCKET, path=say("b"))
storage.write(BUCKET, say("c"), say(bytearray(b"c")), if_not_exists=say(True))
Path("file").write_text("file")
storage.upload(BUCKET, say("file"), say("d"), metadata=say({"n": "2"}), content_type=say("text/css"))
storage.upload(destination=say("e"), source=say("file"), bucket=BUCKET)
print(storage.read(BUCKET, say("a"), length=say(2), start=say(1)))
storage.copy(BUCKET, destination=say("f"), source=say("a"))
storage.download(BUCKET, say("f"), say("local"))
print([item.key for item in storage.list_objects(BUCKET, limit=say(2), prefix=say("b"))])
storage.delete(BUCKET, missing_ok=say(False), path=say("f"))
print(storage.exists("conformance-two" if say(2) else "", say("a")), storage.presign(BUCKET, say("a"), expires=say(60)).method)
numbers = iter(range(10))
storage.write(BUCKET, f"n{next(numbers)}", f"{next(numbers)}{next(numbers)}", metadata={"n": str(next(numbers))})
storage.write(BUCKET, metadata={"n": str(next(numbers))}, path=f"n{next(numbers)}", data=f"{next(numbers)}")
try:
    storage.write(BUCKET, say("never"), say(1 // 0), content_type=say("never"))
except ZeroDivisionError:
    print("ZeroDivisionError", storage.exists(BUCKET, "never"))
