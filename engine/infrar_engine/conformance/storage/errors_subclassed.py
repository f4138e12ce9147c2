"""A program's own errors can be subclasses of the portable ones.

Prints:
    b'meow'
    UnknownPhoto dog no photo dog
    Unavailable until tomorrow
    StorageError True True
    NotFound

Leaves:
    one  cat  4 bytes  application/octet-stream  {}  b'meow'
"""

from infrar import errors, storage


class UnknownPhoto(storage.NotFound):
    """There is no such photo."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no photo {name}")
        self.name = name


class Closed(errors.Unavailable):
    pass


def photo(name: str) -> bytes:
    if name == "closed":
        raise Closed("until tomorrow")
    if not storage.exists("conformance-one", name):
        raise UnknownPhoto(name)
    return storage.read("conformance-one", name)


storage.write("conformance-one", "cat", b"meow")
for name in ("cat", "dog", "closed"):
    try:
        print(photo(name))
    except UnknownPhoto as error:
        print("UnknownPhoto", error.name, error)
    except errors.Unavailable as error:
        print("Unavailable", error)
try:
    photo("dog")
except storage.StorageError as error:
    print("StorageError", isinstance(error, UnknownPhoto), isinstance(error, errors.NotFound))
try:
    storage.read("conformance-one", "dog")
except UnknownPhoto:
    print("never")
except storage.NotFound:
    print("NotFound")
