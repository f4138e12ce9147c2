r"""A value is what was set last, whatever it was given as; keys and caches are apart; deleting what isn't there is fine.

Prints:
    None
    b'text' b'\xc3\xa9' b'\x00\xff' b'bytearray' b'view'
    b'' None
    b'135' 5
    b'one' b'two'
    b'last'
    None None
    100000 True

Leaves:
    one  b  b'\x00\xff'
    one  c  b'bytearray'
    one  page/1  b'\xc3\xa9'
    one  spaced key  b'view'
    one  4 characters  b'text'
    one  512 characters  b'long key'
    two  a  b'two'
"""

from infrar import cache
from infrar.cache import delete, get, set

ONE, TWO = "conformance-one", "conformance-two"
print(get(ONE, "a"))

values = {"é日本😀": "text", "page/1": "é", "b": b"\x00\xff", "c": bytearray(b"bytearray"), "spaced key": memoryview(b"view")}
for key, value in values.items():
    cache.set(ONE, key, value)
print(*[get(ONE, key) for key in values])

cache.set(ONE, "a", "")
empty = get(ONE, "a")
delete(ONE, "a")
print(empty, get(ONE, "a"))

every_second: memoryview = memoryview(b"12345")[::2]
set(ONE, "n", every_second)
print(cache.get(ONE, "n"), len(values))
delete(ONE, "n")

set(ONE, "a", "one")
set(TWO, "a", "two")
first = get(ONE, "a")
print(first, get(TWO, "a"))

set(key="a", value="first", cache=ONE)
set(ONE, "a", "last", ttl=None)
print(get(key="a", cache=ONE))

delete(ONE, key="a")
cache.delete(ONE, "a")
before = get(ONE, "a")
print(before, get(TWO, "A"))

set(ONE, "k" * 512, "long key")
set(ONE, "m", "x" * 100_000)
large = get(ONE, "m") or b""
print(len(large), large == b"x" * 100_000)
delete(ONE, "m")
