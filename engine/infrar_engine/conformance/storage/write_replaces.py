"""Writing again replaces the object as a whole: content, content type and metadata.

Prints:
    b'a longer first version' 22 text/plain {'version': '1', 'by': 'me'}
    b'second' 6 application/octet-stream {'version': '2'}
    b'' 0 application/octet-stream {}

Leaves:
    one  report  0 bytes  application/octet-stream  {}  b''
"""

from infrar import storage

BUCKET = "conformance-one"


def show() -> None:
    info = storage.stat(BUCKET, "report")
    print(storage.read(BUCKET, "report"), info.size, info.content_type, info.metadata)


storage.write(
    BUCKET, "report", "a longer first version", content_type="text/plain", metadata={"version": "1", "by": "me"}
)
show()
storage.write(BUCKET, "report", "second", metadata={"version": "2"})
show()
storage.write(BUCKET, "report", b"")
show()
