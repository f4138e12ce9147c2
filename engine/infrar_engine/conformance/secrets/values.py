"""A value comes back as it was stored, whatever text it is; the newest is what is read.

Prints:
    'x'
    'two\\nlines\\r\\n\\tand spaces '
    '{"key": "é ü 漢字 😀", "empty": ""}'
    True 24576
    None None
    '3' 'other'

Leaves:
    one  '3'
    two  'other'
"""

from infrar import secrets

LONG = "é" * 12288  # 24 KiB of UTF-8
for value in ("x", "two\nlines\r\n\tand spaces ", '{"key": "é ü 漢字 😀", "empty": ""}'):
    secrets.put("conformance-one", value)
    print(repr(secrets.get("conformance-one")))
secrets.put("conformance-one", LONG)
print(secrets.get("conformance-one") == LONG, len(LONG.encode()))
print(secrets.put("conformance-one", "1"), secrets.put("conformance-one", "2"))
secrets.put("conformance-two", "other")
secrets.put("conformance-one", "3")
print(repr(secrets.get("conformance-one")), repr(secrets.get("conformance-two")))
