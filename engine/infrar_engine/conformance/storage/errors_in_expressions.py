"""Errors come out of comprehensions, generators, callbacks, threads and context managers as they went in.

Prints:
    comprehension
    generator [b'a']
    map
    b'a'
    thread
    in the context manager
    with
    stopped at missing

Leaves:
    one  a  1 bytes  application/octet-stream  {}  b'a'
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from infrar import storage
from infrar.storage import NotFound, read

BUCKET = "conformance-one"
storage.write(BUCKET, "a", b"a")
KEYS = ["a", "missing"]


def contents() -> Iterator[bytes]:
    for key in KEYS:
        yield read(BUCKET, key)


@contextmanager
def reporting() -> Iterator[None]:
    try:
        yield
    except NotFound:
        print("in the context manager")
        raise


try:
    print([read(BUCKET, key) for key in KEYS])
except NotFound:
    print("comprehension")
found = []
try:
    for content in contents():
        found.append(content)
except NotFound:
    print("generator", found)
try:
    print(list(map(read, [BUCKET] * 2, KEYS)))
except NotFound:
    print("map")
with ThreadPoolExecutor(2) as pool:
    futures = [pool.submit(read, BUCKET, key) for key in KEYS]
for future in futures:
    try:
        print(future.result())
    except NotFound:
        print("thread")
try:
    with reporting():
        read(BUCKET, "missing")
except NotFound:
    print("with")
for key in KEYS:
    try:
        read(BUCKET, key)
    except NotFound:
        break
    else:
        continue
print("stopped at", key)
