"""Many threads at once: no count is lost, one of many creates, one of many changes, transactions don't mix.

Prints:
    True
    1
    1
    5
    [{'n': 24}, {'n': 0}, {'n': 5}] ['moved/0', 'moved/1', 'moved/2', 'moved/3', 'moved/4']

Leaves:
    one  'a'  {'n': 0}
    one  'b'  {'n': 5}
    one  'count'  {'n': 24}
    one  'moved/0'  {}
    one  'moved/1'  {}
    one  'moved/2'  {}
    one  'moved/3'  {}
    one  'moved/4'  {}
"""

from concurrent.futures import ThreadPoolExecutor

from infrar import kv

TABLE = "conformance-one"


def create(number: int) -> int:
    try:
        kv.create(TABLE, "one", {"by": number})
    except kv.AlreadyExists:
        return 0
    return 1


def change(number: int) -> int:
    try:
        kv.put(TABLE, "one", {"by": number}, if_revision=revision)
    except kv.FailedPrecondition:
        return 0
    return 1


def move(number: int) -> int:
    """Take one from a and give it to b, as often as somebody else was first."""
    while True:
        a, b = kv.get_many(TABLE, ["a", "b"])
        try:
            kv.transact(
                TABLE,
                [
                    kv.Put("a", {"n": a.value["n"] - 1}, a.revision),
                    kv.Put("b", {"n": b.value["n"] + 1}, b.revision),
                    kv.Put(f"moved/{number}", {}),
                ],
            )
        except kv.FailedPrecondition:
            continue
        return 1


with ThreadPoolExecutor(4) as pool:
    print(sorted(pool.map(lambda _: kv.increment(TABLE, "count", "n"), range(24))) == list(range(1, 25)))
    print(sum(pool.map(create, range(8))))
    revision = kv.get(TABLE, "one").revision
    print(sum(pool.map(change, range(8))))
    kv.put(TABLE, "a", {"n": 5})
    kv.put(TABLE, "b", {"n": 0})
    print(sum(pool.map(move, range(5))))
print([document.value for document in kv.get_many(TABLE, ["count", "a", "b"])], kv.list_keys(TABLE, "moved/"))
kv.delete(TABLE, "one")
