"""A value lives for its time. Counting doesn't lengthen it; setting again begins anew.

Prints:
    b'1' b'1' 2 b'1' b'2'
    None None None b'1' b'2'
    1 None

Leaves:
    one  b  b'1'
    one  c  b'2'
    one  n  b'1'
"""

import time

from infrar import cache
from infrar.cache import get, incr

ONE, TWO = "conformance-one", "conformance-two"
cache.set(ONE, "a", "1", ttl=1)
cache.set(TWO, "a", b"1", ttl=1)
cache.set(ONE, "n", "1", ttl=1)
cache.set(ONE, "b", "1", ttl=1)
cache.set(ONE, "b", "1")
cache.set(ONE, "c", "1", ttl=1)
seconds = 60
cache.set(ONE, "c", "2", ttl=seconds)


def found() -> list[bytes | None]:
    return [get(ONE, "b"), get(ONE, "c")]


counted = incr(ONE, "n")
values = [get(ONE, "a"), get(TWO, "a"), counted, *found()]
print(*values)
time.sleep(1.1)
values = [get(ONE, "a"), get(TWO, "a"), get(ONE, "n"), *found()]
print(*values)
again = incr(ONE, "n")
print(again, get(ONE, "m"))
