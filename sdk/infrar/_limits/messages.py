"""The limits of what messages carry, the same for queues and topics.

In: bodies, attributes, names of groups. Out: what is wrong with one, or None. Where they come from: Storage Queue takes
64 KiB of text, which is 48 KiB of base64, attributes included; Pub/Sub takes keys of 256 bytes that don't begin with
`goog` and values of 1024; SQS and SNS take ten attributes (two are left for the provider's rules), values that aren't
empty, bodies of at least a character, and in text only what XML can hold; SQS takes group and deduplication ids of 128.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from infrar._limits.common import data, not_a, shown

MESSAGE_BYTES = 48 * 1024
ATTRIBUTES = 8
ATTRIBUTE_OVERHEAD = 16  # bytes that an attribute counts beyond its key and its value

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_KEY = re.compile(r"(?!goog)[a-z][a-z0-9_]{0,255}")
_VALUE = re.compile(r"[ -~]{1,1024}")
_IDENTIFIER = re.compile(r"[!-~]{1,128}")


def body(value: object) -> str | None:
    problem = data(value)
    if problem is not None:
        return problem
    bytes_ = body_bytes(value)
    if not bytes_:
        return "is empty; a body has at least one byte"
    if bytes_ > MESSAGE_BYTES:
        return f"has {bytes_} bytes; a message has at most {MESSAGE_BYTES}"
    forbidden = _NOT_XML.search(value) if isinstance(value, str) else None
    if forbidden:
        return f"holds {forbidden.group()!r}; control characters travel in bytes, not in str"
    return None


def attributes(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        return not_a("dict or None", value)
    if len(value) > ATTRIBUTES:
        return f"has {len(value)} attributes; a message has at most {ATTRIBUTES}"
    for name, text in value.items():
        if not isinstance(name, str) or not _KEY.fullmatch(name):
            return f"has the key {shown(name)}; keys are [a-z][a-z0-9_]*, at most 256 characters, not goog…"
        if not isinstance(text, str) or not _VALUE.fullmatch(text):
            return f"has the value {shown(text)}; values are 1 to 1024 characters of printable ASCII"
    return None


def identifier(value: object) -> str | None:
    """A group, an ordering key, a deduplication id."""
    if not isinstance(value, str):
        return not_a("str or None", value)
    if not _IDENTIFIER.fullmatch(value):
        return "is not 1 to 128 characters of printable ASCII without spaces"
    return None


def body_bytes(value: object) -> int:
    if isinstance(value, str):
        return len(value) if value.isascii() else len(value.encode())
    return memoryview(value).nbytes  # type: ignore[arg-type]  # `data` has seen that it is one


def too_large(arguments: Mapping[str, object]) -> str | None:
    """What is wrong with body and attributes together, each of which is fine alone."""
    carried = arguments.get("attributes")
    if not carried or "body" not in arguments:
        return None
    assert isinstance(carried, dict)
    size = body_bytes(arguments["body"]) + sum(len(k) + len(v) + ATTRIBUTE_OVERHEAD for k, v in carried.items())
    if size > MESSAGE_BYTES:
        return f"body and attributes together have {size} bytes; a message has at most {MESSAGE_BYTES}"
    return None
