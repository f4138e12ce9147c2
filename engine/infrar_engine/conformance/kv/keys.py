"""Keys in the order of their bytes, below any prefix, however they are written; tables are apart.

Prints:
    True 23
    True
    'a' 12 True
    'a/' 5 True
    'a/1' 2 True
    'a.' 1 True
    'A/' 0 True
    '\\xe9/' 1 True
    '/' 2 True
    'a\\\\' 1 True
    '__' 1 True
    '\\u65e5\\u672c/\\u8a9e 1 True
    'kkkkkkkkkkkkkkkkkkk 1 True
    ['a/', 'a//'] ['a', 'a!"', 'a#?'] a/2
    [] [] a/
    ['a/', 'a//'] [] 7
    23
    ['a//', 'é/é']
    [] ['a']

Leaves:
    two  'a'  {'other': True}
"""

from infrar import kv

TABLE = "conformance-one"
KEYS = [
    "a", "a/", "a/1", "a/10", "a/2", "a//", "a#?", "a.b", "a!\"", "a\\b", "a%2Fb c", "A", "aa", "...", "/x", "__x__", "é/é", "日本/語", "ｚ",
    "$x", "k" * 256, "é" * 128, "/" * 256,
]  # fmt: skip

kv.transact(TABLE, [kv.Put(key, {"key": key}) for key in KEYS])
kv.put("conformance-two", "a", {"other": True})
print(kv.list_keys(TABLE) == sorted(KEYS, key=str.encode), len(KEYS))
print([document.value["key"] for document in kv.query(TABLE)] == sorted(KEYS, key=str.encode))
for prefix in ("a", "a/", "a/1", "a.", "A/", "é/", "/", "a\\", "__", "日本/語", "k" * 256):
    keys = [key for key in sorted(KEYS) if key.startswith(prefix)]
    print(ascii(prefix)[:20], len(keys), kv.list_keys(TABLE, prefix) == keys == [each.key for each in kv.query(TABLE, prefix)])
print(kv.list_keys(TABLE, "a/", limit=2), kv.list_keys(TABLE, "a", limit=3), kv.list_keys(TABLE, prefix="a/", limit=99)[-1])
print(kv.list_keys(TABLE, limit=0), kv.list_keys(TABLE, "a/", limit=0), kv.list_keys(TABLE, "a/", limit=None)[0])
print([each.key for each in kv.query(TABLE, "a/", limit=2)], kv.query(TABLE, limit=0), len(kv.query(TABLE, limit=7)))
print([document.value["key"] == key for key, document in zip(KEYS, kv.get_many(TABLE, KEYS))].count(True))
print([document.key for document in (kv.get(TABLE, "a//"), kv.get(TABLE, "é/é")) if document])
kv.transact(TABLE, [kv.Delete(key) for key in KEYS])
print(kv.list_keys(TABLE), kv.list_keys("conformance-two", "a"))
