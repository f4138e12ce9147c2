"""The portable limits of parameters.

In: an operation's name and the arguments that are known. Out: nothing, or `params.InvalidArgument` with a message that
names operation, parameter, value and rule. Each limit is that of the strictest store of parameters, less the levels
that stand before a name there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from infrar._limits.common import Rule, apply, not_a, optional, unencodable
from infrar.params import InvalidArgument

NAME_LENGTH = 127
LEVELS = 10
VALUE_BYTES = 4096

_NAME = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)*")
_PREFIX = re.compile(r"([a-z0-9-]+(/[a-z0-9-]+)*/?)?")


def check(operation: str, arguments: Mapping[str, object]) -> None:
    """Raise InvalidArgument for the first argument that is outside the limits; absent parameters are fine."""
    apply(f"params.{operation}", RULES[operation], arguments, InvalidArgument)


def name(value: object) -> str | None:
    if not isinstance(value, str):
        return not_a("str", value)
    return _wrong(value, _NAME, "no name of a parameter: a-z, 0-9 and -, with single / between levels")


def prefix(value: object) -> str | None:
    if not isinstance(value, str):
        return not_a("str", value)
    return _wrong(
        value, _PREFIX, "not the beginning of a parameter's name: a-z, 0-9 and -, with single / between levels"
    )


def _wrong(value: str, pattern: re.Pattern[str], problem: str) -> str | None:
    if not pattern.fullmatch(value):
        return f"is {problem}"
    if len(value) > NAME_LENGTH:
        return f"has {len(value)} characters; a parameter's name has at most {NAME_LENGTH}"
    levels = value.count("/") + 1
    return None if levels <= LEVELS else f"has {levels} levels; a parameter's name has at most {LEVELS}"


def value(value: object) -> str | None:
    """The rule of what a parameter is set to, which no operation does."""
    if not isinstance(value, str):
        return not_a("str", value)
    problem = unencodable(value)
    if problem is not None:
        return problem
    if "{{" in value:
        return "holds {{; a parameter's value doesn't"
    size = len(value.encode())
    return None if 1 <= size <= VALUE_BYTES else f"has {size} bytes of UTF-8; a parameter has 1 to {VALUE_BYTES}"


def text(value: object) -> str | None:
    return None if isinstance(value, str) else not_a("str or None", value)


RULES: Mapping[str, Mapping[str, Rule]] = {
    "get": {"name": name, "default": optional(text)},
    "list": {"prefix": prefix},
}
