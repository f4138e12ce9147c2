"""Operations as imported names, values and partials; errors as classes that the program raises and keeps.

Prints:
    [b'1', b'2', None]
    {'one': 1, 'two': 1}
    b'kept' True
    Full again True
    FailedPrecondition
    250

Leaves:
    one  a  b'1'
    one  b  b'2'
    one  c  b'kept'
    one  m  b'250'
    one  n  b'1'
    two  n  b'1'
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial

from infrar import errors
from infrar.cache import *
from infrar.cache import set as put

ONE = "conformance-one"
remember = partial(put, ONE, ttl=60)
remember("a", "1")
remember("b", value=b"2")
print([get(ONE, key) for key in ("a", "b", "c")])

count = incr
print({name[-3:]: count(name, "n") for name in ("conformance-one", "conformance-two")})

operations = {"set": put, "get": get}
operations["set"](ONE, "c", "kept")
print(operations["get"](ONE, "c"), operations["get"] is get)


class Full(ResourceExhausted):
    """The program's own."""


try:
    raise Full("again")
except CacheError as error:
    print(type(error).__name__, error, isinstance(error, errors.ResourceExhausted))

kept: type[CacheError] = FailedPrecondition
with suppress(kept):
    incr(ONE, "c")
    print("never")
try:
    incr(ONE, "c")
except kept as error:
    print(type(error).__name__)


def count_up(_: int) -> None:
    for _ in range(25):
        incr(ONE, "m")


with ThreadPoolExecutor(10) as threads:
    list(threads.map(count_up, range(10)))
print(int(get(ONE, "m") or b""))
