"""Operations are plain functions: stored, compared, passed on, partially applied, inspected.

Prints:
    [b'A', b'B'] [True, False] [b'C']
    b'A' True None
    [False] True True False
    b'B' b'C'
    b'BC' ['b', 'c']
    b'B' b'stand-in' True
    [('bucket', True), ('path', True), ('start', False), ('length', False)]
    ['bb', 'b'] 1

Leaves:
    one  b  1 bytes  text/plain  {}  b'B'
    one  c  1 bytes  text/plain  {}  b'C'
"""

import inspect
from collections.abc import Callable
from functools import partial, reduce

from infrar import storage
from infrar.storage import delete, exists, read, write

BUCKET = "conformance-one"


def each(operation: Callable[..., object], *keys: str) -> list[object]:
    return [operation(BUCKET, key) for key in keys]


put = partial(write, BUCKET, content_type="text/plain")
for key in ("a", "b", "c"):
    put(key, key.upper())
print(list(map(partial(read, BUCKET), ["a", "b"])), each(exists, "a", "x"), each(storage.read, "c"))
commands: dict[str, Callable[..., object]] = {"get": read, "has": exists, "remove": delete}
print(commands["get"](BUCKET, "a"), commands["has"](BUCKET, "a"), commands["remove"](BUCKET, "a"))
print([commands[name](BUCKET, "a") for name in ("has",)], read is storage.read, commands["get"] is read, read == write)
fetch = storage.read
print(fetch(BUCKET, "b"), (lambda operation: operation(BUCKET, "c"))(read))
print(reduce(lambda text, key: text + read(BUCKET, key), ["b", "c"], b""), list(filter(partial(exists, BUCKET), "abc")))


def load(key: str, using: Callable[[str, str], bytes] = read) -> bytes:
    return using(BUCKET, key)


print(load("b"), load("b", lambda bucket, key: b"stand-in"), callable(write))
print([(each.name, each.default is inspect.Parameter.empty) for each in inspect.signature(read).parameters.values()])
print(sorted(["bb", "b"], key=lambda key: storage.exists(BUCKET, key)), [*map(storage.stat, [BUCKET], ["b"])][0].size)
