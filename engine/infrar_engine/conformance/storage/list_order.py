r"""Keys are in the order of their UTF-8 bytes.

Prints:
    ['0', 'Z', '_', 'a', 'a b', 'a!', 'a-', 'a.b', 'a/b', 'a0', 'aB', 'ab', 'e\\u0301', 'z', '~', '\\xdf', '\\xe9', '\\xff', '\\u65e5\\u672c', '\\uffe5']
    True True
    ['0', 'Z', '_', 'a']

Leaves:
    one  0  0 bytes  application/octet-stream  {}  b''
    one  Z  0 bytes  application/octet-stream  {}  b''
    one  _  0 bytes  application/octet-stream  {}  b''
    one  a  0 bytes  application/octet-stream  {}  b''
    one  'a b'  0 bytes  application/octet-stream  {}  b''
    one  a!  0 bytes  application/octet-stream  {}  b''
    one  a-  0 bytes  application/octet-stream  {}  b''
    one  a.b  0 bytes  application/octet-stream  {}  b''
    one  a/b  0 bytes  application/octet-stream  {}  b''
    one  a0  0 bytes  application/octet-stream  {}  b''
    one  aB  0 bytes  application/octet-stream  {}  b''
    one  ab  0 bytes  application/octet-stream  {}  b''
    one  'e\u0301'  0 bytes  application/octet-stream  {}  b''
    one  z  0 bytes  application/octet-stream  {}  b''
    one  ~  0 bytes  application/octet-stream  {}  b''
    one  '\xdf'  0 bytes  application/octet-stream  {}  b''
    one  '\xe9'  0 bytes  application/octet-stream  {}  b''
    one  '\xff'  0 bytes  application/octet-stream  {}  b''
    one  '\u65e5\u672c'  0 bytes  application/octet-stream  {}  b''
    one  '\uffe5'  0 bytes  application/octet-stream  {}  b''
"""

from infrar import storage

BUCKET = "conformance-one"
KEYS = [
    "z",
    "Z",
    "a",
    "a b",
    "a!",
    "a-",
    "a.b",
    "a/b",
    "a0",
    "aB",
    "ab",
    "é",
    "e\u0301",
    "ß",
    "日本",
    "￥",
    "ÿ",
    "~",
    "_",
    "0",
]
for key in KEYS:
    storage.write(BUCKET, key, b"")

found = [item.key for item in storage.list_objects(BUCKET)]
print([ascii(key)[1:-1] for key in found])
print(found == sorted(KEYS, key=str.encode), [item.key for item in storage.iter_objects(BUCKET)] == found)
print([item.key for item in storage.list_objects(BUCKET, limit=4)])
