"""Operations as values, under other names, with arguments in every form.

Prints:
    ['a', 'b']
    b b
    a
    {'one': 'a', 'two': 'b'}
    True

Leaves:
    one  'a'
    two  'z'
"""

from functools import partial

from infrar import secrets as vault
from infrar.secrets import get as read
from infrar.secrets import put as write

NAMES = {"one": "conformance-one", "two": "conformance-two"}


class Keys:
    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def value(self) -> str:
        return read(self.name)


write(value="a", name="conformance-one")
write(*("conformance-two",), **{"value": "b"})
print([*map(read, NAMES.values())])
options: dict[str, str] = {}
print(read("conformance-two", **options), partial(read, "conformance-two")())
print(Keys("conformance-one").value)
print({label: vault.get(name) for label, name in NAMES.items()})
operations = [vault.put, vault.get]
operations[0]("conformance-two", "z")
print(operations[1]("conformance-two") == "z" and operations[1] is read)
