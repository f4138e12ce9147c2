"""Listings: by prefix, in the order of keys, with size, time and etag, without content type and metadata.

Prints:
    ['a', 'ab', 'b', 'b/1', 'b/10', 'b/2', 'c/x/y']
    ['b/1', 'b/10', 'b/2'] ['b/1', 'b/10']
    ['a', 'ab', 'b', 'b/1', 'b/10', 'b/2', 'c/x/y'] [] []
    a 1 None None False
    ab 4 None None False
    b 3 None None False
    b/1 2 None None False
    b/10 5 None None False
    b/2 0 None None False
    c/x/y 6 None None False
    list 2 a ab
    True
    True 21
    ['a', 'ab', 'b', 'b/1', 'b/10', 'b/2', 'c/x/y'] ['c/x/y'] []
    ['ab']

Leaves:
    one  ab  4 bytes  text/plain  {'n': '4'}  b'xxxx'
    one  b  3 bytes  text/plain  {'n': '3'}  b'xxx'
    one  b/1  2 bytes  text/plain  {'n': '2'}  b'xx'
    one  b/10  5 bytes  text/plain  {'n': '5'}  b'xxxxx'
    one  b/2  0 bytes  text/plain  {'n': '0'}  b''
    one  c/x/y  6 bytes  text/plain  {'n': '6'}  b'xxxxxx'
"""

from infrar import storage
from infrar.storage import list_objects

BUCKET = "conformance-one"
for number, key in enumerate(["b/2", "a", "b/1", "b", "ab", "b/10", "c/x/y"]):
    storage.write(BUCKET, key, "x" * number, content_type="text/plain", metadata={"n": str(number)})

print([item.key for item in list_objects(BUCKET)])
print([item.key for item in list_objects(BUCKET, "b/")], [item.key for item in list_objects(BUCKET, prefix="b/1")])
print([item.key for item in list_objects(BUCKET, "")], list_objects(BUCKET, "nothing"), list_objects("conformance-two"))
for item in list_objects(BUCKET):
    print(item.key, item.size, item.content_type, item.metadata, item.is_prefix)
items = list_objects(BUCKET, "a")
print(type(items).__name__, len(items), items[0].key, items[-1].key)
print(
    all(item.last_modified is not None and item.last_modified.utcoffset() is not None for item in list_objects(BUCKET))
)
print(all(item.etag for item in list_objects(BUCKET)), sum(item.size for item in list_objects(BUCKET)))


def keys(prefix: str) -> list[str]:
    return [item.key for item in list_objects(BUCKET, prefix)]


print(keys(""), keys("c/x"), keys("b/2x"))
storage.delete(BUCKET, "a")
print(keys("a"))
