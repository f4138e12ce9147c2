from functools import partial

from infrar.storage import exists, write

seen = partial(exists, "mill-state")


def grind(grain: bytes) -> bytes:
    flour = grain.lower()
    if not seen("started"):
        write("mill-state", "started", b"")
    return flour
