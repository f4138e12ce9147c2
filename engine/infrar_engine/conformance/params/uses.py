"""Operations as values, under other names, with arguments in every form.

Prints:
    ['blue', 'down']
    blue other blue
    other
    True
    blue down
"""

from functools import partial

from infrar import params as settings
from infrar.params import get as read

NAMES = ("conformance/colour", "conformance/deep/er/level")

print([*map(read, NAMES)])
options = {"default": "other"}
print(read("conformance/colour", **options), read("conformance/none", **options), read(name="conformance/colour"))
print(partial(settings.get, default="other")("conformance/none"))
operations = {"get": settings.get, "list": settings.list}
print(operations["list"]("conformance/colour")["conformance/colour"] == operations["get"]("conformance/colour"))


class Settings:
    colour = read("conformance/colour", "white")

    def __getitem__(self, name: str) -> str:
        return settings.get(name)


print(Settings.colour, Settings()["conformance/deep/er/level"])
