"""A listing has names and values of all parameters that begin with a prefix, whole levels or not, in the order of their names.

Prints:
    ['colour', 'colours', 'deep/er/level', 'text']
    {'colour': 'blue', 'colours': 'red, green'}
    {'colours': 'red, green'}
    {'deep/er/level': 'down'} {'deep/er/level': 'down'}
    {} {}
    True True
"""

from infrar import params
from infrar.params import list as listed

LEVEL = "conformance/colour".rpartition("/")[0] + "/"


def below(prefix: str) -> dict[str, str]:
    return {name.removeprefix(LEVEL): value for name, value in params.list(LEVEL + prefix).items()}


print([*below("")])
print(below("colour"))
print(below("colours"))
print(below("deep/"), below("deep/er/l"))
print(below("none"), params.list(prefix="conformance-none/"))
everything = listed()
print(everything["conformance/colour"] == "blue", [*everything] == sorted(everything))
