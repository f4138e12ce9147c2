"""The portable limits of kv.

In: an operation's name and the arguments that are known. Out: nothing, or `kv.InvalidArgument` with a message that
names operation, parameter, value and rule. Why they are what they are: each is the strictest of what the clouds
document, less what a document needs there besides its value. A key may need two characters for one in a row key of 512;
lists in lists need a level more where a database has none. Sizes are counted so that no database counts more.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import datetime, timezone

from infrar._limits import common
from infrar._limits.common import Rule, not_a, optional, shown
from infrar.kv import Check, Delete, InvalidArgument, Put

KEY_BYTES = 256
NAME_BYTES = 128
FIELDS = 200
DEPTH = 10
DOCUMENT_BYTES = 400_000
TRANSACTION_BYTES = 2_000_000
WHERE_FIELDS = 10
WHERE_BYTES = 1024
KEYS_AT_ONCE = 100
ACTIONS_AT_ONCE = 25
TTL_SECONDS = 10 * 365 * 24 * 3600
LEAST_INT, MOST_INT = -(2**63), 2**63 - 1

_FIELD = re.compile(rf"[A-Za-z][A-Za-z0-9_]{{0,{NAME_BYTES - 1}}}")
_RESERVED = re.compile(r"__.*__", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def check(operation: str, arguments: Mapping[str, object]) -> None:
    """Raise InvalidArgument for the first argument that is outside the limits; absent parameters are fine."""
    common.apply(f"kv.{operation}", RULES[operation], arguments, InvalidArgument)


def key(value: object) -> str | None:
    if not isinstance(value, str):
        return not_a("str", value)
    if value in ("", ".", ".."):
        return f"is no key: 1 to {KEY_BYTES} bytes of UTF-8, not . or .."
    return prefix(value)


def prefix(value: object) -> str | None:
    if not isinstance(value, str):
        return not_a("str", value)
    size = _utf8_size(value)
    if size is None:
        return "can't be encoded as UTF-8: it has lone surrogates"
    if size > KEY_BYTES:
        return f"has {size} bytes of UTF-8; a key has at most {KEY_BYTES}"
    control = _CONTROL.search(value)
    return f"holds {control.group()!r}; a key has no control characters" if control else None


def document(value: object) -> str | None:
    """What is wrong with a whole value: its fields' names, what is in them, and its size."""
    if type(value) is not dict:
        return not_a("dict", value)
    if len(value) > FIELDS:
        return f"has {len(value)} fields; a document has at most {FIELDS}"
    for name in value:
        problem = field(name)
        if problem is not None:
            return f"has the field {shown(name)}, which {problem}"
    try:
        size = _size(value, 0)
    except _Wrong as wrong:
        return str(wrong)
    return (
        None if size <= DOCUMENT_BYTES else f"has {size} bytes as infrar.kv counts; at most {DOCUMENT_BYTES} are stored"
    )


class _Wrong(Exception):
    """Something in a value is outside the limits; the text says what."""


def _size(value: object, depth: int) -> int:
    """The size of a value as `infrar.kv` counts it. Types are exact, since subclasses wouldn't come back as such."""
    kind = type(value)
    if kind is str:
        return 16 + _text_size(value)  # type: ignore[arg-type]  # mypy doesn't narrow by `kind is`
    if value is None or kind is bool:
        return 16
    if isinstance(value, int) and kind is int:
        if not LEAST_INT <= value <= MOST_INT:
            raise _Wrong(f"holds {shown(value)}, an int of more than 64 bits")
        return 16
    if isinstance(value, float) and kind is float:
        if not math.isfinite(value):
            raise _Wrong(f"holds {value!r}, which is not finite")
        return 48
    if isinstance(value, bytes) and kind is bytes:
        return 16 + len(value)
    if isinstance(value, datetime) and kind is datetime:
        if value.utcoffset() is None:
            raise _Wrong(f"holds {value!r}, a datetime without a time zone")
        try:
            value.astimezone(timezone.utc)
        except OverflowError:
            raise _Wrong(f"holds {value!r}, which is before or after all times in UTC") from None
        return 48
    if not isinstance(value, (list, dict)) or kind not in (list, dict):
        raise _Wrong(f"holds {shown(value)}: a document has no {kind.__name__}")
    if depth == DEPTH + 1:
        raise _Wrong(f"has lists and dicts more than {DEPTH} deep")
    if isinstance(value, list):
        return 16 + sum(_size(each, depth + 1) for each in value)
    return 16 + sum(_name_size(name) + _size(each, depth + 1) for name, each in value.items())


def _text_size(text: str) -> int:
    size = _utf8_size(text)
    if size is None:
        raise _Wrong(f"holds {shown(text)}, which can't be encoded as UTF-8: it has lone surrogates")
    return size


def _name_size(name: object) -> int:
    """The size of a name; in the top level it has been looked at more strictly before."""
    if type(name) is not str:
        raise _Wrong(f"holds a dict with the name {shown(name)}, which is {type(name).__name__}, not str")
    size = _text_size(name)
    if not 1 <= size <= NAME_BYTES or _CONTROL.search(name) or _RESERVED.fullmatch(name):
        raise _Wrong(
            f"holds a dict with the name {shown(name)}; names have 1 to {NAME_BYTES} bytes of UTF-8, no control "
            "characters, and no __ at both ends"
        )
    return size


def _utf8_size(text: str) -> int | None:
    if text.isascii():
        return len(text)
    try:
        return len(text.encode())
    except UnicodeEncodeError:
        return None


def field(value: object) -> str | None:
    if not isinstance(value, str):
        return not_a("str", value)
    if not _FIELD.fullmatch(value):
        return f"is no name of a field: [A-Za-z][A-Za-z0-9_]*, at most {NAME_BYTES} characters"
    return None


def where(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        return not_a("dict or None", value)
    if len(value) > WHERE_FIELDS:
        return f"asks for {len(value)} fields; it may be {WHERE_FIELDS}"
    for name, wanted in value.items():
        problem = field(name) or _wrong_in_where(wanted)
        if problem is not None:
            return f"has {shown(name)}: {shown(wanted)}, which {problem}"
    return None


def _wrong_in_where(value: object) -> str | None:
    if type(value) is bool:
        return None
    if type(value) is int:
        return integer(value)
    if not isinstance(value, str) or type(value) is not str:
        return not_a("str, int or bool", value)
    size = _utf8_size(value)
    if size is None:
        return "can't be encoded as UTF-8: it has lone surrogates"
    return f"has {size} bytes; texts have at most {WHERE_BYTES} here" if size > WHERE_BYTES else None


def revision(value: object) -> str | None:
    """A revision that some operation returned; what it looks like differs."""
    if not isinstance(value, str):
        return not_a("str", value)
    return None if 1 <= len(value) <= 256 and value.isascii() and value.isprintable() else "is no revision"


def integer(value: object) -> str | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return not_a("int", value)
    return None if LEAST_INT <= value <= MOST_INT else "has more than 64 bits"


def keys(value: object) -> str | None:
    if not isinstance(value, (list, tuple)):
        return not_a("list or tuple", value)
    if len(value) > KEYS_AT_ONCE:
        return f"has {len(value)} keys; it may be {KEYS_AT_ONCE}"
    for each in value:
        problem = key(each)
        if problem is not None:
            return f"has {shown(each)}, which {problem}"
    return None


def actions(value: object) -> str | None:
    if not isinstance(value, (list, tuple)):
        return not_a("list or tuple", value)
    if len(value) > ACTIONS_AT_ONCE:
        return f"has {len(value)} actions; it may be {ACTIONS_AT_ONCE}"
    for each in value:
        problem = _wrong_in_action(each)
        if problem is not None:
            return f"has {shown(each)}, which {problem}"
    if len({each.key for each in value}) < len(value):
        return "has two actions with one key"
    size = sum(_size(each.value, 0) for each in value if isinstance(each, Put))
    if size > TRANSACTION_BYTES:
        return f"puts {size} bytes as infrar.kv counts; together they are at most {TRANSACTION_BYTES}"
    return None


def _wrong_in_action(value: object) -> str | None:
    if isinstance(value, Put):
        return key(value.key) or document(value.value) or optional(revision)(value.if_revision)
    if isinstance(value, Delete):
        return key(value.key) or optional(revision)(value.if_revision)
    if isinstance(value, Check):
        return key(value.key) or optional(revision)(value.revision)
    return not_a("Put, Delete or Check", value)


_TTL = optional(common.between(1, TTL_SECONDS, "seconds"))
_LIMIT = optional(common.count)
_TABLE: dict[str, Rule] = {"table": common.resource("table")}
_PLACE: dict[str, Rule] = {**_TABLE, "key": key}

RULES: Mapping[str, Mapping[str, Rule]] = {
    "get": _PLACE,
    "put": {**_PLACE, "value": document, "if_revision": optional(revision), "ttl": _TTL},
    "create": {**_PLACE, "value": document, "ttl": _TTL},
    "delete": {**_PLACE, "if_revision": optional(revision)},
    "list_keys": {**_TABLE, "prefix": prefix, "limit": _LIMIT},
    "query": {**_TABLE, "prefix": prefix, "where": where, "limit": _LIMIT},
    "increment": {**_PLACE, "field": field, "by": integer},
    "get_many": {**_TABLE, "keys": keys},
    "transact": {**_TABLE, "actions": actions},
}
