"""Queries by fields: of the same type and equal, several at once, below a prefix, as many as are wanted.

Prints:
    {'n': 1} ['i/int', 'j/int']
    {'n': '1'} ['i/text']
    {'n': True} ['i/bool']
    {'n': 0} ['j/zero']
    {'n': False} ['j/false']
    {'n': 2} []
    {'ok': True} ['i/float', 'i/int']
    {'ok': False} ['i/none', 'i/text']
    ['i/int'] [] ['j/int']
    ['i/none'] ['j/zero'] ['j/false'] []
    ['j/int'] ['j/zero'] []
    10 10 ['i/float', 'i/int'] []
    ['i/int', 'i/text'] ['i/float', 'i/int', 'i/list']
    j/int two True
    ['page/0', 'page/2', 'page/4', 'page/6', 'page/8'] ['page/1', 'page/3', 'page/5']
    10 page/8
"""

from infrar import kv

TABLE = "conformance-one"
VALUES = {
    "i/int": {"n": 1, "name": "one", "ok": True},
    "i/float": {"n": 1.0, "name": "one", "ok": True},
    "i/text": {"n": "1", "name": "one", "ok": False},
    "i/bool": {"n": True, "name": "two"},
    "i/none": {"n": None, "name": "", "ok": False},
    "i/list": {"n": [1], "name": "one"},
    "j/int": {"n": 1, "name": "two", "size": 2**63 - 1},
    "j/zero": {"n": 0, "name": "grüße 😀", "size": -(2**63)},
    "j/false": {"n": False, "name": "x" * 1024},
    "none": {},
}


def keys(prefix: str, where: dict[str, str | int | bool] | None, limit: int | None = None) -> list[str]:
    return [document.key for document in kv.query(TABLE, prefix, where=where, limit=limit)]


kv.transact(TABLE, [kv.Put(key, value) for key, value in VALUES.items()])
for where in ({"n": 1}, {"n": "1"}, {"n": True}, {"n": 0}, {"n": False}, {"n": 2}, {"ok": True}, {"ok": False}):
    print(where, keys("", where))
print(keys("", {"name": "one", "n": 1}), keys("", {"name": "two", "ok": True}), keys("j", {"name": "two"}))
print(keys("", {"name": ""}), keys("", {"name": "grüße 😀"}), keys("", {"name": "x" * 1024}), keys("", {"other": 1}))
print(keys("", {"size": 2**63 - 1}), keys("", {"size": -(2**63)}), keys("", {"size": 2**63 - 2}))
print(len(keys("", {})), len(keys("", None)), keys("i/", {"name": "one"}, 2), keys("", {"name": "one"}, 0))
kv.put(TABLE, "i/text", {"n": 1})
print(keys("i/", {"n": 1}), keys("i/", {"name": "one"}, limit=9))
order = kv.query(TABLE, "j/", where={"n": 1})[0]
print(order.key, order.value["name"], order.revision == kv.get(TABLE, "j/int").revision)
for start in (0, 5):
    kv.transact(TABLE, [kv.Put(f"page/{n}", {"even": n % 2 == 0, "filling": "x" * 380_000}) for n in range(start, start + 5)])
print(keys("page/", {"even": True}), keys("page", {"even": False}, 3))
print(len(kv.list_keys(TABLE, "page/")), kv.list_keys(TABLE, "page/", limit=9)[-1])
kv.transact(TABLE, [kv.Delete(key) for key in kv.list_keys(TABLE)])
