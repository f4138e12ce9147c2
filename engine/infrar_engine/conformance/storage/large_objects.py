"""Files and data that clients send and fetch in several parts come back whole.

Prints:
    9437191 True
    True
    AlreadyExists
    68157453 True
    application/x-huge True

Leaves:
    one  nine  9437191 bytes  application/x-nine  {'parts': '2'}  sha256 0a0f8f4b10fddbc3
    one  nine-copied  9437191 bytes  application/x-nine  {'parts': '2'}  sha256 0a0f8f4b10fddbc3
    one  nine-written  9437191 bytes  application/octet-stream  {}  sha256 0a0f8f4b10fddbc3
"""

from hashlib import sha256
from pathlib import Path

from infrar import storage

BUCKET = "conformance-one"
MEGABYTE = 1024 * 1024


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()[:16]


pattern = bytes(range(251)) * 4178
nine = (pattern * 9)[: 9 * MEGABYTE + 7]
huge = (pattern * 66)[: 65 * MEGABYTE + 13]

Path("nine").write_bytes(nine)
storage.upload(BUCKET, "nine", "nine", content_type="application/x-nine", metadata={"parts": "2"})
print(storage.stat(BUCKET, "nine").size, digest(storage.read(BUCKET, "nine")) == digest(nine))
print(storage.read(BUCKET, "nine", start=8 * MEGABYTE - 2, length=5) == nine[8 * MEGABYTE - 2 : 8 * MEGABYTE + 3])
storage.write(BUCKET, "nine-written", nine)
storage.copy(BUCKET, "nine", "nine-copied")

Path("huge").write_bytes(huge)
storage.upload(BUCKET, "huge", "huge", if_not_exists=True)
try:
    storage.upload(BUCKET, "nine", "huge", if_not_exists=True)
except storage.AlreadyExists:
    print("AlreadyExists")
storage.download(BUCKET, "huge", "downloaded")
print(Path("downloaded").stat().st_size, digest(Path("downloaded").read_bytes()) == digest(huge))
storage.upload(BUCKET, "huge", "replaced", content_type="application/x-huge", metadata={"parts": "9"})
print(storage.stat(BUCKET, "replaced").content_type, digest(storage.read(BUCKET, "replaced")) == digest(huge))
storage.delete(BUCKET, "replaced")
storage.delete(BUCKET, "huge")
