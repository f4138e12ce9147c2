"""Imports behind a guard: what is optional, and what is only for type checkers.

Prints:
    5 b'12345'

Leaves:
    one  a  5 bytes  application/octet-stream  {}  b'12345'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

try:
    from infrar import storage
except ImportError:
    print("never")

if TYPE_CHECKING:
    from infrar.storage import ObjectInfo


def size(info: ObjectInfo) -> int:
    return info.size


storage.write("conformance-one", "a", b"12345")
print(size(storage.stat("conformance-one", "a")), storage.read("conformance-one", "a"))
