"""Many documents in one call: those that are there, in the order asked.

Prints:
    [7, 3, 99, 0]
    [] [] n/001
    ['n/001', 'n/002', 'n/001']
    True True 100
    []
"""

from infrar import kv

TABLE = "conformance-one"

for start in range(0, 100, 25):
    kv.transact(TABLE, [kv.Put(f"n/{number:03}", {"n": number, "filling": "x" * 100}) for number in range(start, start + 25)])
print([document.value["n"] for document in kv.get_many(TABLE, ["n/007", "n/003", "missing", "n/099", "n/000"])])
print(kv.get_many(TABLE, []), kv.get_many(TABLE, ["missing"]), kv.get_many(TABLE, ("n/001",))[0].key)
print([document.key for document in kv.get_many(TABLE, ["n/001", "n/002", "n/001"])])
keys = [f"n/{number:03}" for number in reversed(range(100))]
found = kv.get_many(TABLE, keys)
print([document.key for document in found] == keys, found[0] == kv.get(TABLE, "n/099"), len(kv.list_keys(TABLE, "n/")))
for start in range(0, 100, 25):
    kv.transact(TABLE, [kv.Delete(key) for key in keys[start : start + 25]])
print(kv.list_keys(TABLE))
