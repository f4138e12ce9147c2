"""Arguments by position, by name, from tuples and dicts, all mean the same.

Prints:
    b'5' b'1' b'2'
    ['copied', 'named', 'shuffled', 'splat', 'tuple']
    ['copied']
    ['copied', 'named']
    b'1' b'5'

Leaves:
    one  copied  1 bytes  text/plain  {'n': '1'}  b'3'
    one  named  1 bytes  application/octet-stream  {}  b'1'
    one  shuffled  1 bytes  application/octet-stream  {}  b'2'
    one  splat  1 bytes  text/plain  {'n': '1'}  b'3'
    one  tuple  1 bytes  text/css  {}  b'5'
"""

from infrar.storage import copy, list_objects, read, write

write(bucket="conformance-one", path="named", data=b"1")
write(data=b"2", path="shuffled", bucket="conformance-one")
options = {"content_type": "text/plain", "metadata": {"n": "1"}}
write("conformance-one", "splat", b"3", **options)
place = ("conformance-one", "tuple")
write(*place, b"4")
write(*place, data=b"5", **{"content_type": "text/css"})
print(read(*place), read(**{"bucket": "conformance-one", "path": "named"}), read("conformance-one", path="shuffled"))
copy("conformance-one", destination="copied", source="splat")
for extra in ({}, {"limit": 1}, {"delimiter": "l", "limit": 2}):
    print([item.key for item in list_objects("conformance-one", **extra)])
nothing: dict[str, str] = {}
print(read("conformance-one", "named", **nothing), read("conformance-one", "tuple", start=0, length=None))
