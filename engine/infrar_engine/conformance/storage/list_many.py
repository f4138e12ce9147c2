"""A listing longer than any page is one listing.

Prints:
    1005 True
    True
    1000 1001
    ['00/', '01/', '02/', '03/', '04/', '05/', '06/', '07/', '08/', '09/', '10/']
    1000 5
    ['09/0998', '09/0999', '10/1000', '10/1001', '10/1002']
"""

from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from infrar import storage

BUCKET = "conformance-many"
KEYS = [f"{number // 100:02}/{number:04}" for number in range(1005)]


def store(key: str) -> None:
    storage.write(BUCKET, key, key)


if not storage.exists(BUCKET, KEYS[-1]):
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(store, KEYS))

found = [item.key for item in storage.list_objects(BUCKET)]
print(len(found), found == KEYS)
print([item.key for item in storage.iter_objects(BUCKET)] == KEYS)
print(len(storage.list_objects(BUCKET, limit=1000)), len(storage.list_objects(BUCKET, limit=1001)))
print([item.key for item in storage.list_objects(BUCKET, delimiter="/")])
print(len(storage.list_objects(BUCKET, "0")), len(storage.list_objects(BUCKET, "10/")))
print([item.key for item in islice(storage.iter_objects(BUCKET), 998, 1003)])
