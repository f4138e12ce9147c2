"""Integers are decimal digits: what is set can be counted with, and what was counted can be read.

Prints:
    1 2 12 2 -8
    b'-8'
    42 b'42'
    9223372036854775807
    5 -5

Leaves:
    one  a  b'42'
    one  b  b'9223372036854775807'
    one  c  b'5'
    one  n  b'-8'
    two  c  b'-5'
"""

from infrar import cache
from infrar.cache import incr

ONE, TWO = "conformance-one", "conformance-two"
first = incr(ONE, "n")
second = incr(ONE, "n", 1)
third = incr(ONE, "n", by=10)
fourth = incr(key="n", by=-10, cache=ONE)
step = -10
print(first, second, third, fourth, incr(ONE, "n", step))
print(cache.get(ONE, "n"))

cache.set(ONE, "a", b"41")
sum_of_both = incr(ONE, "a")
print(sum_of_both, cache.get(ONE, "a"))

cache.set(ONE, "b", str(2**63 - 2))
print(incr(ONE, "b"))


def count(name: str, by: int) -> int:
    return cache.incr(name, "c", by)


up = count(ONE, 5)
print(up, count(TWO, -5))
