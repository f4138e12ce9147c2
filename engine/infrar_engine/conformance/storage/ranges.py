"""A part of an object: from any byte, of any length, and what lies past the end is no error.

Prints:
    b'0123456789' b'789' b'012'
    b'234' b'9' b'0123456789'
    b'89' b'0123456789'
    b'' b'' b''
    b'' b''
    b'' b'' b''
    b'0123456789' b'3456789'
    0 None b'0123456789'
    0 0 b''
    0 2 b'01'
    0 20 b'0123456789'
    5 None b'56789'
    5 0 b''
    5 2 b'56'
    5 20 b'56789'
    10 None b''
    10 0 b''
    10 2 b''
    10 20 b''

Leaves:
    one  digits  10 bytes  application/octet-stream  {}  b'0123456789'
"""

from infrar import storage
from infrar.storage import read

BUCKET = "conformance-one"
storage.write(BUCKET, "digits", b"0123456789")

print(read(BUCKET, "digits", start=0), read(BUCKET, "digits", start=7), read(BUCKET, "digits", length=3))
print(
    read(BUCKET, "digits", start=2, length=3),
    read(BUCKET, "digits", start=9, length=1),
    read(BUCKET, "digits", length=10),
)
print(read(BUCKET, "digits", start=8, length=100), read(BUCKET, "digits", length=100))
print(read(BUCKET, "digits", start=10), read(BUCKET, "digits", start=11), read(BUCKET, "digits", start=10, length=1))
print(read(BUCKET, "digits", start=1000), read(BUCKET, "digits", start=1000, length=5))
print(
    read(BUCKET, "digits", length=0),
    read(BUCKET, "digits", start=4, length=0),
    read(BUCKET, "digits", start=99, length=0),
)
print(read(BUCKET, "digits", start=0, length=None), read(BUCKET, "digits", start=3, length=None))

for start in (0, 5, 10):
    for length in (None, 0, 2, 20):
        print(start, length, read(BUCKET, "digits", start=start, length=length))
