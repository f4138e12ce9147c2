"""The portable limits of cache.

In: an operation's name and the arguments that are known. Out: nothing, or `cache.InvalidArgument` with a message that
names operation, parameter, value and rule. Redis itself takes more: keys and values of 512 MB, and any bytes. But a
key is also what logs and consoles show, and one large value holds up everyone else's, as a server answers one request
after another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from infrar.cache import InvalidArgument

KEY_BYTES = 512
VALUE_BYTES = 16 * 1024**2
TTL_SECONDS = 365 * 24 * 3600
INTEGERS = range(-(2**63), 2**63)

_CACHE = re.compile(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")

# What is wrong with a value, or None when nothing is. The text completes "cache 'C' …".
Rule = Callable[[object], "str | None"]


def check(operation: str, arguments: Mapping[str, object]) -> None:
    """Raise InvalidArgument for the first argument that is outside the limits; absent parameters are fine."""
    rules = RULES[operation]
    for name, value in arguments.items():
        problem = rules[name](value)
        if problem is not None:
            raise InvalidArgument(f"cache.{operation}: {name} {_shown(value)} {problem}")


def _shown(value: object) -> str:
    if isinstance(value, (str, bytes, bytearray)) and len(value) > 100:
        value = value[:80]
        return f"{value!r}…"
    return repr(value)


def cache(value: object) -> str | None:
    if not isinstance(value, str):
        return _not_a("str", value)
    if not _CACHE.fullmatch(value):
        return "is no cache name: 3 to 63 of a-z, 0-9 and -, with neither end a -"
    return None


def key(value: object) -> str | None:
    if not isinstance(value, str):
        return _not_a("str", value)
    if not value:
        return f"is empty; a key has 1 to {KEY_BYTES} bytes"
    try:
        size = len(value.encode())
    except UnicodeEncodeError:
        return "can't be encoded as UTF-8: it has lone surrogates"
    if size > KEY_BYTES:
        return f"has {size} bytes of UTF-8; a key has at most {KEY_BYTES}"
    forbidden = _CONTROL.search(value)
    return f"holds {forbidden.group()!r}; a key has no control characters" if forbidden else None


def data(value: object) -> str | None:
    if isinstance(value, str):
        try:
            size = len(value.encode())
        except UnicodeEncodeError:
            return "can't be encoded as UTF-8: it has lone surrogates"
    elif isinstance(value, (bytes, bytearray)):
        size = len(value)
    elif isinstance(value, memoryview):
        size = value.nbytes
    else:
        return _not_a("str, bytes, bytearray or memoryview", value)
    return f"has {size} bytes; a value has at most {VALUE_BYTES}" if size > VALUE_BYTES else None


def ttl(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool):
        return _not_a("int or None", value)
    return None if 1 <= value <= TTL_SECONDS else f"is not 1 to {TTL_SECONDS} seconds (365 days)"


def by(value: object) -> str | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return _not_a("int", value)
    return None if value in INTEGERS else "doesn't fit in 64 bits with a sign"


def _not_a(wanted: str, value: object) -> str:
    return f"is {type(value).__name__}, not {wanted}"


_PLACE: dict[str, Rule] = {"cache": cache, "key": key}

RULES: Mapping[str, Mapping[str, Rule]] = {
    "get": _PLACE,
    "set": {**_PLACE, "value": data, "ttl": ttl},
    "delete": _PLACE,
    "incr": {**_PLACE, "by": by},
}
