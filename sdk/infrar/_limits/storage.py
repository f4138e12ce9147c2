"""The portable limits of storage.

In: an operation's name and the arguments that are known. Out: nothing, or `storage.InvalidArgument` with a message that
names operation, parameter, value and rule. Why they are what they are: each is the strictest of what the clouds
document, or what reaches all of them unchanged (HTTP drops spaces around header values, and some clouds fold the case
of metadata keys).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping

from infrar.storage import InvalidArgument

KEY_BYTES = 1024
METADATA_BYTES = 2048
EXPIRES_SECONDS = 7 * 24 * 3600

_BUCKET = re.compile(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]")
_FORBIDDEN_IN_KEYS = re.compile(r"[\x00-\x1f\x7f-\x9f\\]")
_METADATA_KEY = re.compile(r"[a-z][a-z0-9_]*")
_HEADER_VALUE = re.compile(r"([!-~]([ -~]*[!-~])?)?")

# What is wrong with a value, or None when nothing is. The text completes "bucket 'B' …".
Rule = Callable[[object], "str | None"]


def check(operation: str, arguments: Mapping[str, object]) -> None:
    """Raise InvalidArgument for the first argument that is outside the limits; absent parameters are fine."""
    rules = RULES[operation]
    for name, value in arguments.items():
        problem = rules[name](value)
        if problem is not None:
            raise InvalidArgument(f"storage.{operation}: {name} {_shown(value)} {problem}")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 100 else f"{text[:80]}…{text[-10:]}"


def bucket(value: object) -> str | None:
    if not isinstance(value, str):
        return _not_a("str", value)
    if not _BUCKET.fullmatch(value):
        return "is no bucket name: 3 to 63 of a-z, 0-9 and -, with neither end a -"
    return None


def key(value: object) -> str | None:
    if not isinstance(value, str):
        return _not_a("str", value)
    if not value:
        return "is empty; a key has 1 to 1024 bytes"
    return _wrong_in_key(value, value.split("/"))


def prefix(value: object) -> str | None:
    """The beginning of a key: its last segment is not finished."""
    if not isinstance(value, str):
        return _not_a("str", value)
    return _wrong_in_key(value, value.split("/")[:-1])


def _wrong_in_key(value: str, segments: list[str]) -> str | None:
    try:
        size = len(value.encode())
    except UnicodeEncodeError:
        return "can't be encoded as UTF-8: it has lone surrogates"
    if size > KEY_BYTES:
        return f"has {size} bytes of UTF-8; a key has at most {KEY_BYTES}"
    forbidden = _FORBIDDEN_IN_KEYS.search(value)
    if forbidden:
        return f"holds {forbidden.group()!r}; a key has no control characters and no backslashes"
    if value.startswith("/"):
        return "begins with /; a key doesn't"
    if "." in segments or ".." in segments:
        return "has a segment . or ..; a key doesn't"
    return None


def delimiter(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        return _not_a("str or None", value)
    if len(value) != 1:
        return "is not one character"
    if _FORBIDDEN_IN_KEYS.match(value) or "\ud800" <= value <= "\udfff":
        return "is a character that no key has"
    return None


def data(value: object) -> str | None:
    if isinstance(value, (bytes, bytearray, memoryview)):
        return None
    if not isinstance(value, str):
        return _not_a("str, bytes, bytearray or memoryview", value)
    try:
        value.encode()
    except UnicodeEncodeError:
        return "can't be encoded as UTF-8: it has lone surrogates"
    return None


def local_path(value: object) -> str | None:
    if isinstance(value, os.PathLike):
        value = os.fspath(value)
    return None if isinstance(value, str) else _not_a("str or os.PathLike of str", value)


def content_type(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        return _not_a("str or None", value)
    if not value or not _HEADER_VALUE.fullmatch(value):
        return "is no content type: printable ASCII, not empty, no spaces around it"
    return None


def metadata(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        return _not_a("dict or None", value)
    for name, text in value.items():
        if not isinstance(name, str) or not _METADATA_KEY.fullmatch(name):
            return f"has the key {name!r}; metadata keys are [a-z][a-z0-9_]*"
        if not isinstance(text, str) or not _HEADER_VALUE.fullmatch(text):
            return f"has the value {_shown(text)}; metadata values are printable ASCII without spaces around them"
    size = sum(len(name) + len(text) for name, text in value.items())
    if size > METADATA_BYTES:
        return f"has {size} bytes of keys and values; together they have at most {METADATA_BYTES}"
    return None


def count(value: object) -> str | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return _not_a("int", value)
    return "is negative" if value < 0 else None


def optional_count(value: object) -> str | None:
    return None if value is None else count(value)


def flag(value: object) -> str | None:
    return None if isinstance(value, bool) else _not_a("bool", value)


def method(value: object) -> str | None:
    return None if isinstance(value, str) and value in ("GET", "PUT") else 'is neither "GET" nor "PUT"'


def expires(value: object) -> str | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return _not_a("int", value)
    if not 1 <= value <= EXPIRES_SECONDS:
        return f"is not 1 to {EXPIRES_SECONDS} seconds (7 days)"
    return None


def _not_a(wanted: str, value: object) -> str:
    return f"is {type(value).__name__}, not {wanted}"


_PLACE: dict[str, Rule] = {"bucket": bucket, "path": key}
_STORED: dict[str, Rule] = {"content_type": content_type, "metadata": metadata, "if_not_exists": flag}
_COPIED: dict[str, Rule] = {
    "bucket": bucket,
    "source": key,
    "destination": key,
    "destination_bucket": lambda value: None if value is None else bucket(value),
}
_LISTED: dict[str, Rule] = {"bucket": bucket, "prefix": prefix, "delimiter": delimiter, "limit": optional_count}

RULES: Mapping[str, Mapping[str, Rule]] = {
    "upload": {"bucket": bucket, "source": local_path, "destination": key, **_STORED},
    "download": {"bucket": bucket, "source": key, "destination": local_path},
    "read": {**_PLACE, "start": count, "length": optional_count},
    "write": {**_PLACE, "data": data, **_STORED},
    "exists": _PLACE,
    "stat": _PLACE,
    "delete": {**_PLACE, "missing_ok": flag},
    "copy": _COPIED,
    "move": _COPIED,
    "list_objects": _LISTED,
    "iter_objects": _LISTED,
    "presign": {**_PLACE, "method": method, "expires": expires},
}
