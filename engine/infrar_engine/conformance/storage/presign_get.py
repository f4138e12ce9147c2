r"""A presigned request to read needs nothing but itself: url, method and headers.

Prints:
    PresignedRequest GET True {}
    (200, b'pixels') (200, b'pixels')
    (200, b'pixels') (200, b'pixels')
    404
    True GET {} GET
    'a b/+%&?#.txt' 200 True
    'gr\xfc\xdfe \u6771\u4eac.txt' 200 True
    'a//b' 200 True
    "a'(b)*!~" 200 True
    404

Leaves:
    one  'a b/+%&?#.txt'  13 bytes  application/octet-stream  {}  b'a b/+%&?#.txt'
    one  a'(b)*!~  8 bytes  application/octet-stream  {}  b"a'(b)*!~"
    one  a//b  4 bytes  application/octet-stream  {}  b'a//b'
    one  'gr\xfc\xdfe \u6771\u4eac.txt'  18 bytes  application/octet-stream  {}  b'gr\xc3\xbc\xc3\x9fe \xe6\x9d\xb1\xe4\xba\xac.txt'
"""

import http.client
from urllib.parse import urlsplit

from infrar import storage
from infrar.storage import PresignedRequest, presign

BUCKET = "conformance-one"


def send(request: PresignedRequest) -> tuple[int, bytes]:
    parts = urlsplit(request.url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=60)
    connection.request(request.method, f"{parts.path}?{parts.query}", headers=request.headers)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content if answer.status == 200 else b""


storage.write(BUCKET, "photo.png", b"pixels", content_type="image/png")
request = presign(BUCKET, "photo.png")
print(type(request).__name__, request.method, request.url.startswith("http"), request.headers)
print(send(request), send(request))
print(send(presign(BUCKET, "photo.png", method="GET", expires=60)), send(presign(BUCKET, "photo.png", expires=604800)))
print(send(presign(BUCKET, "missing"))[0])

url, method, headers = presign(BUCKET, "photo.png", expires=300)
print(url.startswith("http"), method, headers, presign(BUCKET, "photo.png").method)
for key in ("a b/+%&?#.txt", "grüße 東京.txt", "a//b", "a'(b)*!~"):
    storage.write(BUCKET, key, key)
    status, content = send(presign(BUCKET, key))
    print(ascii(key), status, content == key.encode())
storage.delete(BUCKET, "photo.png")
print(send(request)[0])
