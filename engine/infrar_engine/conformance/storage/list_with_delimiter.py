r"""With a delimiter, what follows it is folded into common prefixes, sorted among the objects.

Prints:
    a-b False 3
    a.txt False 5
    a/ True 0
    b/ True 0
    c False 1
    d/ True 0
    é/ True 0
    None '' None None
    ['a-b', 'a.txt', 'a/']
    ['a/1', 'a/2', 'a/b/']
    ['a/b/']
    ['d//', 'd/6']
    ['a-', 'a.txt', 'a/1', 'a/2', 'a/b/3', 'b/4', 'c', 'd//5', 'd/6', 'é/7']
    True
    []
    ['a/', 'b/', 'd/', 'é/']

Leaves:
    one  a-b  3 bytes  application/octet-stream  {}  b'a-b'
    one  a.txt  5 bytes  application/octet-stream  {}  b'a.txt'
    one  a/1  3 bytes  application/octet-stream  {}  b'a/1'
    one  a/2  3 bytes  application/octet-stream  {}  b'a/2'
    one  a/b/3  5 bytes  application/octet-stream  {}  b'a/b/3'
    one  b/4  3 bytes  application/octet-stream  {}  b'b/4'
    one  c  1 bytes  application/octet-stream  {}  b'c'
    one  d//5  4 bytes  application/octet-stream  {}  b'd//5'
    one  d/6  3 bytes  application/octet-stream  {}  b'd/6'
    one  '\xe9/7'  4 bytes  application/octet-stream  {}  b'\xc3\xa9/7'
"""

from infrar import storage
from infrar.storage import list_objects

BUCKET = "conformance-one"
for key in ["a.txt", "a/1", "a/2", "a/b/3", "a-b", "b/4", "c", "d//5", "d/6", "é/7"]:
    storage.write(BUCKET, key, key)

for item in list_objects(BUCKET, delimiter="/"):
    print(item.key, item.is_prefix, item.size)
for item in list_objects(BUCKET, delimiter="/"):
    if item.is_prefix:
        print(item.last_modified, repr(item.etag), item.content_type, item.metadata)
        break
print([item.key for item in list_objects(BUCKET, "a", delimiter="/")])
print([item.key for item in list_objects(BUCKET, "a/", delimiter="/")])
print([item.key for item in list_objects(BUCKET, "a/b", delimiter="/")])
print([item.key for item in list_objects(BUCKET, "d/", delimiter="/")])
print([item.key for item in list_objects(BUCKET, delimiter="-")])
print([item.key for item in list_objects(BUCKET, delimiter=None)] == [item.key for item in list_objects(BUCKET)])
print([item.key for item in list_objects(BUCKET, "nothing", delimiter="/")])
folders = [item.key for item in storage.iter_objects(BUCKET, delimiter="/") if item.is_prefix]
print(folders)
