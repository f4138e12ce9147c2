"""ObjectInfo is a named tuple: it is made, unpacked, compared, replaced and recognized.

Prints:
    True True True False
    a 5 text/plain {'n': '1'} False a 7 False
    True True
    ObjectInfo(key='k', size=1, last_modified=None, etag='e', content_type=None, metadata=None, is_prefix=False) False 2 k ('key', 'size', 'last_modified', 'etag', 'content_type', 'metadata', 'is_prefix')
    True False hashable
    True
    True
    a None ObjectInfo True
    matched 5

Leaves:
    one  a  5 bytes  text/plain  {'n': '1'}  b'12345'
"""

from infrar import storage
from infrar.storage import ObjectInfo

BUCKET = "conformance-one"
storage.write(BUCKET, "a", b"12345", content_type="text/plain", metadata={"n": "1"})

info = storage.stat(BUCKET, "a")
print(isinstance(info, ObjectInfo), isinstance(info, tuple), type(info) is ObjectInfo, isinstance("a", ObjectInfo))
key, size, last_modified, etag, content_type, metadata, is_prefix = info
print(key, size, content_type, metadata, is_prefix, info[0], len(info), info[-1])
print(info == ObjectInfo(key, size, last_modified, etag, content_type, metadata), info != (1, 2))
made = ObjectInfo("k", 1, None, "e", None, None)
print(made, made.is_prefix, made._replace(size=2).size, made._asdict()["key"], ObjectInfo._fields)
named = ObjectInfo(key="k", size=1, last_modified=None, etag="e", content_type=None, metadata={}, is_prefix=True)
print(named.is_prefix, named == made, {made: "hashable"}[made])
print(all(isinstance(item, ObjectInfo) for item in storage.list_objects(BUCKET)))
print(all(isinstance(item, ObjectInfo) for item in storage.iter_objects(BUCKET, delimiter="/")))


def largest(items: list[ObjectInfo], default: "ObjectInfo | None" = None) -> ObjectInfo | None:
    return max(items, key=lambda item: item.size, default=default)


biggest = largest(storage.list_objects(BUCKET))
print(biggest.key if biggest else None, largest([]), ObjectInfo.__name__, repr(made).startswith("ObjectInfo("))
match info:
    case ObjectInfo(key="a", size=found):
        print("matched", found)
