"""A part of an object that isn't there is NotFound, even a part of no bytes.

Prints:
    ['NotFound', 'NotFound', 'NotFound', 'NotFound', 'NotFound', 'NotFound']
"""

from infrar import storage


def part(start: int, length: int | None) -> object:
    try:
        return storage.read("conformance-one", "missing", start=start, length=length)
    except storage.NotFound:
        return "NotFound"


print([part(start, length) for start in (0, 5) for length in (None, 0, 1)])
