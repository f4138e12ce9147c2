"""An object whose key ends with the delimiter is an object below its prefix, and folded above it.

Prints:
    [('folder/', False), ('folder/file', False)]
    [('folder/', True)]
    [('folder/', False), ('folder/file', False)]
    True False

Leaves:
    one  folder/  0 bytes  application/octet-stream  {}  b''
    one  folder/file  1 bytes  application/octet-stream  {}  b'1'
"""

from infrar import storage

BUCKET = "conformance-one"
storage.write(BUCKET, "folder/", b"")
storage.write(BUCKET, "folder/file", b"1")

print([(item.key, item.is_prefix) for item in storage.list_objects(BUCKET)])
print([(item.key, item.is_prefix) for item in storage.list_objects(BUCKET, delimiter="/")])
print([(item.key, item.is_prefix) for item in storage.list_objects(BUCKET, "folder/", delimiter="/")])
print(storage.exists(BUCKET, "folder/"), storage.exists(BUCKET, "folder"))
