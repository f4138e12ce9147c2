"""Operations under other names, also under names that code around them likes for its variables.

Prints:
    b'1' False GET
    ['a'] ['a']
    ['a']
    b'1' 1 1
    True {}
    error

Leaves:
    one  a  1 bytes  application/octet-stream  {}  b'1'
"""

from infrar.storage import exists as container, iter_objects as bucket, list_objects as limit, presign as blob
from infrar.storage import ObjectInfo as Info, NotFound as error, read as path, write as data

data("conformance-one", "a", b"1")
print(path("conformance-one", "a"), container("conformance-one", "b"), blob("conformance-one", "a").method)
print([item.key for item in limit("conformance-one")], [item.key for item in bucket("conformance-one", limit=1)])
print([item.key for item in limit("conformance-one", delimiter="/", limit=3)])
operations = [path, limit, bucket, container, blob]
print(operations[0]("conformance-one", "a"), operations[1]("conformance-one")[0].size, len(list(operations[2]("conformance-one"))))
print(isinstance(operations[1]("conformance-one", limit=1)[0], Info), operations[4]("conformance-one", "a").headers)
try:
    path("conformance-one", "missing")
except error:
    print("error")
