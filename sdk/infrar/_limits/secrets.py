"""The portable limits of secrets.

In: an operation's name and the arguments that are known. Out: nothing, or `secrets.InvalidArgument` with a message that
names operation, parameter and rule, and never shows a secret. Each limit is that of the strictest store of secrets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from infrar._limits.common import Rule, apply, not_a, optional, unencodable
from infrar.secrets import InvalidArgument

VALUE_BYTES = 24 * 1024

_NAME = re.compile(r"[a-z0-9-]{1,127}")
_VERSION = re.compile(r"[A-Za-z0-9-]{1,64}")


def check(operation: str, arguments: Mapping[str, object]) -> None:
    """Raise InvalidArgument for the first argument that is outside the limits; absent parameters are fine."""
    open_to_view = {name: value for name, value in arguments.items() if name != "value"}
    apply(f"secrets.{operation}", RULES[operation], open_to_view, InvalidArgument)
    problem = text(arguments["value"]) if "value" in arguments else None
    if problem is not None:
        raise InvalidArgument(f"secrets.{operation}: value {problem}")


def name(value: object) -> str | None:
    if not isinstance(value, str):
        return not_a("str", value)
    return None if _NAME.fullmatch(value) else "is no name of a secret: 1 to 127 of a-z, 0-9 and -"


def version(value: object) -> str | None:
    if not isinstance(value, str):
        return not_a("str or None", value)
    return None if _VERSION.fullmatch(value) else "is no version: 1 to 64 letters, digits and -"


def text(value: object) -> str | None:
    if not isinstance(value, str):
        return not_a("str", value)
    problem = unencodable(value)
    if problem is not None:
        return problem
    size = len(value.encode())
    return None if 1 <= size <= VALUE_BYTES else f"has {size} bytes of UTF-8; a secret has 1 to {VALUE_BYTES}"


RULES: Mapping[str, Mapping[str, Rule]] = {
    "get": {"name": name, "version": optional(version)},
    "put": {"name": name, "value": text},
    "delete": {"name": name},
}
