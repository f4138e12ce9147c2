"""Revisions: new with every write, and what writes depend on; of documents that are there, or aren't.

Prints:
    3 <class 'str'> True
    True True True
    create: AlreadyExists put: FailedPrecondition put: FailedPrecondition delete: FailedPrecondition
    put: FailedPrecondition delete: FailedPrecondition
    True None
    delete: done None put: FailedPrecondition delete: FailedPrecondition
    True put: FailedPrecondition
    put: done {'n': 9}
    create: done create: AlreadyExists
    a tuple True
    finally
    outside

Leaves:
    one  'a'  {'n': 9}
"""

from infrar import kv

TABLE = "conformance-one"


def failing(make: str, key: str, revision: str | None) -> str:
    try:
        if make == "put":
            kv.put(TABLE, key, {"n": 9}, if_revision=revision)
        elif make == "delete":
            kv.delete(TABLE, key, if_revision=revision)
        else:
            kv.create(TABLE, key, {"n": 9})
    except kv.AlreadyExists:
        return f"{make}: AlreadyExists"
    except kv.FailedPrecondition:
        return f"{make}: FailedPrecondition"
    except kv.KVError as error:
        return f"{make}: {type(error).__name__}"
    return f"{make}: done"


first = kv.create(TABLE, "a", {"n": 1})
second = kv.put(TABLE, "a", {"n": 1})
third = kv.put(TABLE, "a", {"n": 3}, if_revision=second)
print(len({first, second, third}), type(first), bool(first))
document = kv.get(TABLE, "a")
print(document == kv.Document("a", {"n": 3}, third), kv.query(TABLE) == [document], kv.get_many(TABLE, ["a"]) == [document])
print(failing("create", "a", None), failing("put", "a", second), failing("put", "a", first), failing("delete", "a", second))
print(failing("put", "missing", third), failing("delete", "missing", third))
print(kv.get(TABLE, "a") == document, kv.get(TABLE, "missing"))
print(failing("delete", "a", third), kv.get(TABLE, "a"), failing("put", "a", third), failing("delete", "a", third))
again = kv.create(TABLE, "a", {"n": 1})
print(again not in (first, second, third), failing("put", "a", first))
print(failing("put", "a", again), kv.get(TABLE, "a").value)
kv.delete(TABLE, "a")
kv.delete(TABLE, "a")
print(failing("create", "a", None), failing("create", "a", None))
try:
    kv.put(TABLE, "a", {"n": 9}, if_revision=again)
except kv.AlreadyExists:
    print("wrong")
except (kv.NotFound, kv.FailedPrecondition) as error:
    print("a tuple", isinstance(error, Exception))
finally:
    print("finally")
try:
    try:
        kv.create(TABLE, "a", {})
    except kv.FailedPrecondition:
        print("wrong")
    else:
        print("wrong")
except kv.AlreadyExists:
    print("outside")
