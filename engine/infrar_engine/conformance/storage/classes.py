"""Operations in classes: in methods, as attributes, as static methods, through inheritance.

Prints:
    ['a', 'b'] True False b'alpha' b'archived nothing' b'beta'
    2 b'alpha'

Leaves:
    one  2024/a  5 bytes  text/plain  {}  b'alpha'
    one  2024/b  4 bytes  text/plain  {}  b'beta'
"""

from dataclasses import dataclass, field
from functools import cached_property

from infrar import storage
from infrar.storage import ObjectInfo, exists, read, write

BUCKET = "conformance-one"


@dataclass
class Folder:
    prefix: str
    seen: list[ObjectInfo] = field(default_factory=list)

    get = staticmethod(read)

    def put(self, name: str, text: str) -> None:
        write(BUCKET, f"{self.prefix}/{name}", text, content_type="text/plain")

    @cached_property
    def names(self) -> list[str]:
        self.seen = storage.list_objects(BUCKET, f"{self.prefix}/")
        return [item.key.removeprefix(f"{self.prefix}/") for item in self.seen]

    def __contains__(self, name: str) -> bool:
        return exists(BUCKET, f"{self.prefix}/{name}")

    def read(self, name: str) -> bytes:
        return read(BUCKET, f"{self.prefix}/{name}")


class Archive(Folder):
    def read(self, name: str) -> bytes:
        try:
            return super().read(name)
        except storage.NotFound:
            return b"archived nothing"


folder = Archive("2024")
folder.put("a", "alpha")
folder.put("b", "beta")
print(folder.names, "a" in folder, "x" in folder, folder.read("a"), folder.read("x"), folder.get(BUCKET, "2024/b"))
print(len(folder.seen), Archive.get(BUCKET, "2024/a"))
