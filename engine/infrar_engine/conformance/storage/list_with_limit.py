"""A limit counts objects and common prefixes alike.

Prints:
    0 []
    1 ['a']
    3 ['a', 'b/1', 'b/2']
    6 ['a', 'b/1', 'b/2', 'c', 'd/1', 'e']
    7 ['a', 'b/1', 'b/2', 'c', 'd/1', 'e']
    5000 ['a', 'b/1', 'b/2', 'c', 'd/1', 'e']
    None ['a', 'b/1', 'b/2', 'c', 'd/1', 'e']
    0 []
    1 ['a']
    2 ['a', 'b/']
    3 ['a', 'b/', 'c']
    4 ['a', 'b/', 'c', 'd/']
    5 ['a', 'b/', 'c', 'd/', 'e']
    6 ['a', 'b/', 'c', 'd/', 'e']
    None ['a', 'b/', 'c', 'd/', 'e']
    ['a', 'b/1'] ['a', 'b/1']
    ['b/1'] [] []
    ['d/']

Leaves:
    one  a  0 bytes  application/octet-stream  {}  b''
    one  b/1  0 bytes  application/octet-stream  {}  b''
    one  b/2  0 bytes  application/octet-stream  {}  b''
    one  c  0 bytes  application/octet-stream  {}  b''
    one  d/1  0 bytes  application/octet-stream  {}  b''
    one  e  0 bytes  application/octet-stream  {}  b''
"""

from infrar import storage
from infrar.storage import iter_objects, list_objects

BUCKET = "conformance-one"
for key in ["a", "b/1", "b/2", "c", "d/1", "e"]:
    storage.write(BUCKET, key, b"")

for limit in (0, 1, 3, 6, 7, 5000, None):
    print(limit, [item.key for item in list_objects(BUCKET, limit=limit)])
for limit in (0, 1, 2, 3, 4, 5, 6, None):
    print(limit, [item.key for item in list_objects(BUCKET, delimiter="/", limit=limit)])
print([item.key for item in list_objects(BUCKET, limit=2)], [item.key for item in iter_objects(BUCKET, limit=2)])
print(
    [item.key for item in list_objects(BUCKET, "b/", limit=1)],
    list_objects(BUCKET, limit=0),
    list(iter_objects(BUCKET, limit=0)),
)
print([item.key for item in iter_objects(BUCKET, "d", delimiter="/", limit=1)])
