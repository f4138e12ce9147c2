"""The portable limits of sql.

In: an operation's name and the arguments that are known. Out: nothing, or `sql.InvalidArgument` with a message that
names operation, parameter, value and rule. PostgreSQL's own names are as long: 63 bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from infrar.sql import InvalidArgument

_DATABASE = re.compile(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]")

# What is wrong with a value, or None when nothing is. The text completes "database 'D' …".
Rule = Callable[[object], "str | None"]


def check(operation: str, arguments: Mapping[str, object]) -> None:
    """Raise InvalidArgument for the first argument that is outside the limits; absent parameters are fine."""
    rules = RULES[operation]
    for name, value in arguments.items():
        problem = rules[name](value)
        if problem is not None:
            raise InvalidArgument(f"sql.{operation}: {name} {value!r} {problem}")


def database(value: object) -> str | None:
    if not isinstance(value, str):
        return f"is {type(value).__name__}, not str"
    if not _DATABASE.fullmatch(value):
        return "is no database name: 3 to 63 of a-z, 0-9 and -, with neither end a -"
    return None


RULES: Mapping[str, Mapping[str, Rule]] = {"connect": {"database": database}, "url": {"database": database}}
