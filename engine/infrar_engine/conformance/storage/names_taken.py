"""The program's own names stay its own, whatever names a cloud's libraries and clients like to have.

Prints:
    auth my s3 ['my gcs'] {'my': 'blobs'} 1 [4] bc b'f'
    ['ObjectInfo', ['a', 'b', 'd', 'ef'], 'my s3']
    5 5 5 5 5 5 5 os sys mine mine mine
    NotFound

Leaves:
    one  a  4 bytes  application/octet-stream  {'n': '1'}  b'auth'
    one  b  1 bytes  application/octet-stream  {}  b'c'
    one  d  2 bytes  application/octet-stream  {}  b'ef'
    one  ef  2 bytes  application/octet-stream  {}  b'ef'
"""

from infrar import storage as store
from infrar.storage import ObjectInfo, list_objects

s3 = "my s3"
gcs = ["my gcs"]
blobs = {"my": "blobs"}
boto3 = azure = google = client = blob = bucket = data = 5
os, sys = "os", "sys"
_iter_objects = _read = _write = "mine"


def storage(datetime: int, item: str, auth: str = "auth") -> str:
    store.write("conformance-one", item, auth, metadata={"n": str(datetime)})
    data = store.read("conformance-one", item)
    return f"{data.decode()} {s3} {gcs} {blobs} {datetime} {list(map(len, [auth]))}"


class NamedTuple:
    def read(self, open: str, sorted: str) -> str:
        store.write("conformance-one", open, sorted, if_not_exists=True)
        return open + sorted


def islice(list: str, str: str) -> bytes:
    store.write("conformance-one", list, bytearray(str.encode()))
    store.copy("conformance-one", list, str)
    return store.read("conformance-one", str, start=1)


print(storage(1, "a"), NamedTuple().read("b", "c"), islice("d", "ef"))
print([ObjectInfo.__name__, [s3.key for s3 in list_objects("conformance-one")], s3])
print(boto3, azure, google, client, blob, bucket, data, os, sys, _iter_objects, _read, _write)
try:
    store.read("conformance-one", "missing")
except store.NotFound:
    print("NotFound")
