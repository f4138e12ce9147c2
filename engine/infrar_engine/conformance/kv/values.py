"""What is put is what comes back: every type of value, as deep and as empty as it may be, and nothing but it.

Prints:
    []
    True all
    UTC 2024-02-29T18:29:59.123456+00:00
    {} None None
    True [True]
    True
    ['all']

Leaves:
    one  'all'  {}
"""

from datetime import datetime, timedelta, timezone

from infrar import kv

TABLE = "conformance-one"
MOMENT = datetime(2024, 2, 29, 23, 59, 59, 123456, timezone(timedelta(hours=5, minutes=30)))

VALUE = {
    "none": None,
    "yes": True,
    "no": False,
    "zero": 0,
    "int": -42,
    "least": -(2**63),
    "most": 2**63 - 1,
    "float": 1.5,
    "whole": 1.0,
    "nothing": 0.0,
    "negative": -0.0,
    "third": 1 / 3,
    "huge": 1.7976931348623157e308,
    "tiny": 5e-324,
    "text": "grüße 😀 \x00\n'\"\\$",
    "empty": "",
    "bytes": bytes(range(256)),
    "no_bytes": b"",
    "moment": MOMENT,
    "first": datetime(1, 1, 1, tzinfo=timezone.utc),
    "last": datetime(9999, 12, 31, 23, 59, 59, 999999, timezone.utc),
    "list": [1, 1.0, "1", b"1", None, True, [[], [[2]], {}], MOMENT],
    "no_list": [],
    "dict": {"a": {"b": [{"c": 1.0}]}, "$ref": "#", "with space": 1, "é.ü": 2, "_x": 3, "N": "4", "_key": 5, "value": 6},
    "no_dict": {},
    "deep": [[[[[[[[[["bottom"]]]]]]]]]],
    "Value": "a",
    "value": "b",
    "key": "c",
    "PartitionKey": "d",
    "name_" + "x" * 123: "long",
}


def same(a: object, b: object) -> bool:
    """Equal, with the same types throughout."""
    if type(a) is not type(b):
        return False
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[name], b[name]) for name in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    return repr(a) == repr(b) or (isinstance(a, datetime) and a == b)


kv.put(TABLE, "all", VALUE)
found = kv.get(TABLE, "all")
print([name for name in VALUE if found is None or not same(found.value.get(name), VALUE[name])])
print(found is not None and found.value.keys() == VALUE.keys(), found and found.key)
print(found and found.value["moment"].tzinfo, found and found.value["moment"].isoformat())
kv.put(TABLE, "all", {})
print(kv.get(TABLE, "all") is not None and kv.get(TABLE, "all").value, kv.get(TABLE, "none"), kv.get("conformance-two", "all"))
large = {"text": "x" * 200_000, "bytes": b"\xff" * 150_000, "list": list(range(2000))}
kv.put(TABLE, "large", large)
print(kv.get(TABLE, "large").value == large, [document.value == large for document in kv.query(TABLE, "la")])
many = {f"field_{number}": number for number in range(200)}
kv.put(TABLE, "many", many)
print(kv.get(TABLE, "many").value == many)
kv.delete(TABLE, "large")
kv.delete(TABLE, "many")
kv.delete(TABLE, "many")
print(kv.list_keys(TABLE))
