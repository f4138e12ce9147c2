"""Counters: begun at 0, up and down, exact to 64 bits, beside other fields; and what can't be counted.

Prints:
    1 42 -8
    0 -8 [('n', -8), ('other', 0)]
    10 -3
    [('float', 7.0), ('list', [7]), ('n', 10), ('new', -3), ('none', None), ('rest', b'x'), ('text', '7'), ('yes', True)] True
    ['FailedPrecondition True', 'FailedPrecondition True', 'FailedPrecondition True', 'FailedPrecondition True', 'FailedPrecondition True', 'FailedPrecondition True']
    somebody counted
    9223372036854775807 FailedPrecondition True -9223372036854775808 FailedPrecondition True
    -1 9223372036854775807 -1
    a b

Leaves:
    one  'a'  {'n': -8, 'other': 0}
    one  'b'  sha256 4f53347a9ee87940
    one  'c'  {'fresh': -1, 'least': -9223372036854775808, 'most': -1}
"""

from infrar import kv

TABLE = "conformance-one"


def failing(key: str, field: str, by: int) -> str:
    before = kv.get(TABLE, key)
    try:
        return str(kv.increment(TABLE, key, field, by))
    except kv.AlreadyExists:
        return "AlreadyExists"
    except kv.FailedPrecondition:
        return f"FailedPrecondition {kv.get(TABLE, key) == before}"


print(kv.increment(TABLE, "a", "n"), kv.increment(TABLE, "a", "n", 41), kv.increment(TABLE, "a", "n", by=-50))
print(kv.increment(TABLE, "a", "other", 0), kv.increment(TABLE, "a", "n", 0), sorted(kv.get(TABLE, "a").value.items()))
revision = kv.put(TABLE, "b", {"n": 7, "text": "7", "float": 7.0, "yes": True, "none": None, "list": [7], "rest": b"x"})
print(kv.increment(TABLE, "b", "n", 3), kv.increment(TABLE, "b", "new", -3))
document = kv.get(TABLE, "b")
print(sorted(document.value.items()), document.revision != revision)
print([failing("b", field, 1) for field in ("text", "float", "yes", "none", "list", "rest")])
try:
    kv.put(TABLE, "b", {}, if_revision=revision)
except kv.FailedPrecondition:
    print("somebody counted")
kv.put(TABLE, "c", {"most": 2**63 - 2, "least": -(2**63) + 1})
print(failing("c", "most", 1), failing("c", "most", 1), failing("c", "least", -1), failing("c", "least", -1))
print(failing("c", "most", -(2**63)), failing("c", "fresh", 2**63 - 1), failing("c", "fresh", -(2**63)))
print(kv.query(TABLE, where={"n": -8})[0].key, kv.query(TABLE, where={"n": 10})[0].key)
