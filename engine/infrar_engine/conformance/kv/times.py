"""A document whose time has ended is as if it weren't there, for every operation.

Prints:
    True 9 FailedPrecondition
    6 [('n', 6), ('old', True)]
    None None None t/stays
    ['t/stays'] ['long', 't/stays'] ['long']
    FailedPrecondition None
    FailedPrecondition
    FailedPrecondition
    1 {'n': 1} {'new': True}
    ['t/count', 't/create', 't/get', 't/stays']

Leaves:
    one  'long'  {'n': 5}
    one  't/count'  {'n': 1}
    one  't/create'  {'new': True}
    one  't/get'  {'n': 7}
    one  't/stays'  {'n': 6}
"""

import time

from infrar import kv

TABLE = "conformance-one"


def failing(key: str, revision: str) -> str:
    try:
        kv.put(TABLE, key, {"n": 9}, if_revision=revision)
    except kv.FailedPrecondition:
        return "FailedPrecondition"
    return "done"


KEYS = ("t/get", "t/create", "t/put", "t/delete", "t/count", "t/check", "t/stays", "t/counted")
revisions = {key: kv.put(TABLE, key, {"n": 5, "old": True}, ttl=3) for key in KEYS}
kv.create(TABLE, "t/made", {"n": 5}, ttl=3)
kv.create(TABLE, "long", {"n": 5}, ttl=3600)
print(kv.get(TABLE, "t/get") is not None, len(kv.list_keys(TABLE, "t/")), failing("long", "no-revision"))
kv.put(TABLE, "t/stays", {"n": 6})
print(kv.increment(TABLE, "t/counted", "n"), sorted(kv.get(TABLE, "t/counted").value.items()))
time.sleep(4.05)
print(kv.get(TABLE, "t/get"), kv.get(TABLE, "t/made"), kv.get(TABLE, "t/counted"), kv.get_many(TABLE, KEYS)[0].key)
print(kv.list_keys(TABLE, "t/"), kv.list_keys(TABLE), [document.key for document in kv.query(TABLE, where={"n": 5})])
print(failing("t/put", revisions["t/put"]), kv.get(TABLE, "t/put"))
try:
    kv.delete(TABLE, "t/delete", if_revision=revisions["t/delete"])
except kv.FailedPrecondition:
    print("FailedPrecondition")
try:
    kv.transact(TABLE, [kv.Check("t/check", revisions["t/check"])])
except kv.FailedPrecondition:
    print("FailedPrecondition")
kv.transact(TABLE, [kv.Check("t/check", None), kv.Put("t/get", {"n": 7})])
kv.create(TABLE, "t/create", {"new": True})
print(kv.increment(TABLE, "t/count", "n"), kv.get(TABLE, "t/count").value, kv.get(TABLE, "t/create").value)
kv.delete(TABLE, "t/made")
print(kv.list_keys(TABLE, "t/"))
