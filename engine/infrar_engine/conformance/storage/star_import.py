"""A star import brings the operations, the types and the errors.

Prints:
    b'a' False ['a']
    NotFound
    True 1

Leaves:
    one  a  1 bytes  application/octet-stream  {}  b'a'
"""

from infrar.storage import *

write("conformance-one", "a", b"a")
print(
    read("conformance-one", "a"), exists("conformance-one", "b"), [item.key for item in list_objects("conformance-one")]
)
try:
    stat("conformance-one", "b")
except NotFound:
    print("NotFound")
info = stat("conformance-one", "a")
print(isinstance(info, ObjectInfo), info.size)
