"""A presigned request to write replaces one object.

Prints:
    PUT True False
    True b'first'
    True b'second'
    GET True
    PUT True
    b'new' application/octet-stream {}

Leaves:
    one  'inbox/new file.txt'  6 bytes  application/octet-stream  {}  b'second'
    one  old  3 bytes  application/octet-stream  {}  b'new'
"""

import http.client
from urllib.parse import urlsplit

from infrar import storage

BUCKET = "conformance-one"


def send(request: storage.PresignedRequest, body: bytes) -> bool:
    parts = urlsplit(request.url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=60)
    connection.request(request.method, f"{parts.path}?{parts.query}", body, request.headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return 200 <= answer.status < 300


request = storage.presign(BUCKET, "inbox/new file.txt", method="PUT", expires=600)
print(request.method, isinstance(request.headers, dict), storage.exists(BUCKET, "inbox/new file.txt"))
print(send(request, b"first"), storage.read(BUCKET, "inbox/new file.txt"))
print(send(request, b"second"), storage.read(BUCKET, "inbox/new file.txt"))

storage.write(BUCKET, "old", "old", content_type="text/css", metadata={"n": "1"})
for method in ("GET", "PUT"):
    signed = storage.presign(BUCKET, "old", method=method)
    print(signed.method, send(signed, b"") if method == "GET" else send(signed, b"new"))
print(storage.read(BUCKET, "old"), storage.stat(BUCKET, "old").content_type, storage.stat(BUCKET, "old").metadata)
