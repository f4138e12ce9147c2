"""An import in a class body makes attributes of the class.

Prints:
    None b'a' False True

Leaves:
    one  a  1 bytes  application/octet-stream  {}  b'a'
"""

from infrar import storage


class Reader:
    from infrar.storage import exists, read as _read

    found = _read("conformance-one", "a") if exists("conformance-one", "a") else None


storage.write("conformance-one", "a", b"a")
print(
    Reader.found,
    Reader._read("conformance-one", "a"),
    Reader.exists("conformance-one", "b"),
    Reader._read is storage.read,
)
