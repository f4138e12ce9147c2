"""Operations as values, types in annotations and patterns, errors as classes and as a group.

Prints:
    7 {'total': 3} ['a', 'b']
    n/2 None n/1
    matched n/2 2
    Document(key='k', value={}, revision='r') k {} r Document(key='l', value={}, revision='r') ('key', 'value', 'revision') True
    True {'n': 1}
    [True, False, True, True, True, False]
    [False, True, True, False, True, False] mine

Leaves:
    one  'n/0'  {'n': 0}
    one  'n/1'  {'n': 1}
    one  'n/2'  {'n': 2}
    two  'a'  {'total': 3}
    two  'b'  {'total': 4}
"""

from functools import partial

import infrar
from infrar import errors, kv
from infrar.kv import Document, get
from infrar.kv import query as find

TABLE = "conformance-one"
OTHER = "conformance-two"


class Orders:
    """A table of its own, with operations as attributes of a class."""

    def __init__(self, table: str = OTHER) -> None:
        self.save = partial(kv.put, table)
        self.load = partial(get, table)

    def total(self, *keys: str) -> int:
        return sum(document.value["total"] for document in map(self.load, keys) if document)


def known(error: BaseException) -> list[bool]:
    kinds = (kv.AlreadyExists, kv.FailedPrecondition, kv.KVError, errors.AlreadyExists, errors.InfrarError, KeyError)
    return [isinstance(error, kind) for kind in kinds]


def newest(documents: list[Document]) -> "Document | None":
    return max(documents, key=lambda document: document.value["n"], default=None)


orders = Orders()
orders.save("a", {"total": 3})
orders.save(key="b", value={"total": 4}, ttl=600)
print(orders.total("a", "b", "c"), get(OTHER, "a").value, infrar.kv.list_keys(OTHER))
for number in range(3):
    kv.put(TABLE, f"n/{number}", {"n": number})
print(newest(find(TABLE)).key, newest(find(TABLE, "m")), newest(find(TABLE, where={"n": 1})).key)
match kv.get(TABLE, "n/2"):
    case Document(key=key, value={"n": found}):
        print("matched", key, found)
document = Document("k", {}, "r")
key, value, revision = document
print(document, key, value, revision, document._replace(key="l"), Document._fields, isinstance(document, Document))
made = [operation(TABLE, "n/0") for operation in (kv.get, get)]
print(made[0] == made[1], {"find": find}["find"](TABLE, "n/1")[0].value)
try:
    kv.create(TABLE, "n/0", {})
except errors.InfrarError as error:
    print(known(error))
try:
    raise kv.FailedPrecondition("mine")
except kv.KVError as error:
    print(known(error), error)
