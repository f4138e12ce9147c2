"""The portable limits of storage.

In: an operation's name and the arguments that are known. Out: nothing, or `storage.InvalidArgument` with a message that
names operation, parameter, value and rule. Why they are what they are: each is the strictest of what the clouds
document, or what reaches all of them unchanged (HTTP drops spaces around header values, and some clouds fold the case
of metadata keys).
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from infrar._limits.common import Rule, apply, between, count, data, flag, not_a, optional, resource, shown, unencodable
from infrar.storage import InvalidArgument

KEY_BYTES = 1024
METADATA_BYTES = 2048
EXPIRES_SECONDS = 7 * 24 * 3600

_FORBIDDEN_IN_KEYS = re.compile(r"[\x00-\x1f\x7f-\x9f\\]")
_METADATA_KEY = re.compile(r"[a-z][a-z0-9_]*")
_HEADER_VALUE = re.compile(r"([!-~]([ -~]*[!-~])?)?")


def check(operation: str, arguments: Mapping[str, object]) -> None:
    """Raise InvalidArgument for the first argument that is outside the limits; absent parameters are fine."""
    apply(f"storage.{operation}", RULES[operation], arguments, InvalidArgument)


def key(value: object) -> str | None:
    if not isinstance(value, str):
        return not_a("str", value)
    if not value:
        return "is empty; a key has 1 to 1024 bytes"
    return _wrong_in_key(value, value.split("/"))


def prefix(value: object) -> str | None:
    """The beginning of a key: its last segment is not finished."""
    if not isinstance(value, str):
        return not_a("str", value)
    return _wrong_in_key(value, value.split("/")[:-1])


def _wrong_in_key(value: str, segments: list[str]) -> str | None:
    problem = unencodable(value)
    if problem is not None:
        return problem
    size = len(value.encode())
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
        return not_a("str or None", value)
    if len(value) != 1:
        return "is not one character"
    if _FORBIDDEN_IN_KEYS.match(value) or "\ud800" <= value <= "\udfff":
        return "is a character that no key has"
    return None


def local_path(value: object) -> str | None:
    if isinstance(value, os.PathLike):
        value = os.fspath(value)
    return None if isinstance(value, str) else not_a("str or os.PathLike of str", value)


def content_type(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        return not_a("str or None", value)
    if not value or not _HEADER_VALUE.fullmatch(value):
        return "is no content type: printable ASCII, not empty, no spaces around it"
    return None


def metadata(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        return not_a("dict or None", value)
    for name, text in value.items():
        if not isinstance(name, str) or not _METADATA_KEY.fullmatch(name):
            return f"has the key {name!r}; metadata keys are [a-z][a-z0-9_]*"
        if not isinstance(text, str) or not _HEADER_VALUE.fullmatch(text):
            return f"has the value {shown(text)}; metadata values are printable ASCII without spaces around them"
    size = sum(len(name) + len(text) for name, text in value.items())
    if size > METADATA_BYTES:
        return f"has {size} bytes of keys and values; together they have at most {METADATA_BYTES}"
    return None


def method(value: object) -> str | None:
    return None if isinstance(value, str) and value in ("GET", "PUT") else 'is neither "GET" nor "PUT"'


bucket = resource("bucket")

_PLACE: dict[str, Rule] = {"bucket": bucket, "path": key}
_STORED: dict[str, Rule] = {"content_type": content_type, "metadata": metadata, "if_not_exists": flag}
_COPIED: dict[str, Rule] = {
    "bucket": bucket,
    "source": key,
    "destination": key,
    "destination_bucket": optional(bucket),
}
_LISTED: dict[str, Rule] = {"bucket": bucket, "prefix": prefix, "delimiter": delimiter, "limit": optional(count)}

RULES: Mapping[str, Mapping[str, Rule]] = {
    "upload": {"bucket": bucket, "source": local_path, "destination": key, **_STORED},
    "download": {"bucket": bucket, "source": key, "destination": local_path},
    "read": {**_PLACE, "start": count, "length": optional(count)},
    "write": {**_PLACE, "data": data, **_STORED},
    "exists": _PLACE,
    "stat": _PLACE,
    "delete": {**_PLACE, "missing_ok": flag},
    "copy": _COPIED,
    "move": _COPIED,
    "list_objects": _LISTED,
    "iter_objects": _LISTED,
    "presign": {**_PLACE, "method": method, "expires": between(1, EXPIRES_SECONDS, "seconds (7 days)")},
}
