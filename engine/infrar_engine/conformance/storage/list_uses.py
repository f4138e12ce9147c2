"""The items of a listing in the ways that programs use them.

Prints:
    ['logs/a.txt', 'logs/b.txt']
    {'a.txt': 10, 'b.txt': 10, 'c.bin': 10}
    30 3 True False
    logs/a.txt 10 4 False
    logs/b.txt 10 4 False
    logs/c.bin 10 4 False
    1 logs/a.txt True True
    2 logs/b.txt True True
    3 logs/c.bin True True
    logs/a.txt ['logs/b.txt', 'logs/c.bin'] logs/a.txt 0
    ['logs/c.bin', 'logs/b.txt', 'logs/a.txt'] logs/b.txt
              logs/a.txt [10, 10, 10]
    LOGS/A.TXT
    LOGS/B.TXT
    LOGS/C.BIN
    10 True

Leaves:
    one  logs/a.txt  10 bytes  application/octet-stream  {}  b'logs/a.txt'
    one  logs/b.txt  10 bytes  application/octet-stream  {}  b'logs/b.txt'
    one  logs/c.bin  10 bytes  application/octet-stream  {}  b'logs/c.bin'
"""

from infrar import storage
from infrar.storage import ObjectInfo, iter_objects, list_objects

BUCKET = "conformance-one"
for key in ("logs/b.txt", "logs/a.txt", "logs/c.bin"):
    storage.write(BUCKET, key, key)


def total(items: list[ObjectInfo]) -> int:
    return sum(item.size for item in items)


print(sorted(o.key for o in list_objects(BUCKET, prefix="logs/") if o.key.endswith(".txt")))
print({o.key.removeprefix("logs/"): o.size for o in list_objects(BUCKET, prefix="logs/")})
print(
    total(list_objects(BUCKET)), len(list_objects(BUCKET)), bool(list_objects(BUCKET)), bool(list_objects(BUCKET, "x"))
)
for key, size, *rest, is_prefix in list_objects(BUCKET):
    print(key, size, len(rest), is_prefix)
for number, item in enumerate(iter_objects(BUCKET), start=1):
    print(number, item.key, item.last_modified is not None, item.etag != "")
first, *others = list_objects(BUCKET)
print(first.key, [other.key for other in others], first[0], first._replace(size=0).size)
items = list_objects(BUCKET)
items.reverse()
print([item.key for item in items], items[1:][0].key)
print(f"{list_objects(BUCKET, limit=1)[0].key:>20}", [*map(lambda o: o.size, iter_objects(BUCKET))])
for item in list_objects(BUCKET):
    item = item.key.upper()
    print(item)
by_key = {item.key: item for item in list_objects(BUCKET)}
print(by_key["logs/a.txt"].size, by_key["logs/a.txt"] in list_objects(BUCKET))
