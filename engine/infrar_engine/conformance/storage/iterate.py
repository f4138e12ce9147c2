"""iter_objects yields what list_objects returns, one after another, as far as it is asked.

Prints:
    True a ['b', 'c'] None
    b nothing
    a 2
    b 2
    the loop ended
    [('a', 'b')]
    {'1': 'a', '2': 'b', '3': 'c'}
    c 3
    [] False
"""

from infrar import storage
from infrar.storage import iter_objects

BUCKET = "conformance-one"
for key in ("a", "b", "c"):
    storage.write(BUCKET, key, key * 2)

items = iter_objects(BUCKET)
print(iter(items) is items, next(items).key, [item.key for item in items], next(items, None))
print(next(iter_objects(BUCKET, "b")).key, next(iter_objects(BUCKET, "nothing"), "nothing"))
for item in iter_objects(BUCKET):
    print(item.key, item.size)
    if item.key == "b":
        break
else:
    print("never")
for item in iter_objects(BUCKET, "nothing"):
    print("never")
else:
    print("the loop ended")
print([(outer.key, inner.key) for outer in iter_objects(BUCKET, "a") for inner in iter_objects(BUCKET, "b")])
print(dict(zip("123", (item.key for item in iter_objects(BUCKET)), strict=True)))
print(max(iter_objects(BUCKET), key=lambda item: item.key).key, sum(1 for _ in iter_objects(BUCKET)))
for item in iter_objects(BUCKET):
    storage.delete(BUCKET, item.key)
print(list(iter_objects(BUCKET)), any(iter_objects(BUCKET)))
