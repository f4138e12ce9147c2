"""Checks that several capabilities share.

In: values. Out: what is wrong with one, or None when nothing is; the text completes "bucket 'B' …".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from infrar.errors import InvalidArgument

Rule = Callable[[object], "str | None"]

_RESOURCE = re.compile(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]")


def apply(place: str, rules: Mapping[str, Rule], arguments: Mapping[str, object], error: type[InvalidArgument]) -> None:
    """Raise for the first argument that breaks its rule; `place` is the operation, as "storage.read"."""
    for name, value in arguments.items():
        problem = rules[name](value)
        if problem is not None:
            raise error(f"{place}: {name} {shown(value)} {problem}")


def shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 100 else f"{text[:80]}…{text[-10:]}"


def not_a(wanted: str, value: object) -> str:
    return f"is {type(value).__name__}, not {wanted}"


def resource(noun: str) -> Rule:
    """The rule of logical names: what infrastructure makes and code names."""

    def rule(value: object) -> str | None:
        if not isinstance(value, str):
            return not_a("str", value)
        if not _RESOURCE.fullmatch(value):
            return f"is no {noun} name: 3 to 63 of a-z, 0-9 and -, with neither end a -"
        return None

    return rule


def data(value: object) -> str | None:
    if isinstance(value, (bytes, bytearray, memoryview)):
        return None
    if not isinstance(value, str):
        return not_a("str, bytes, bytearray or memoryview", value)
    return unencodable(value)


def unencodable(value: str) -> str | None:
    try:
        value.encode()
    except UnicodeEncodeError:
        return "can't be encoded as UTF-8: it has lone surrogates"
    return None


def count(value: object) -> str | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return not_a("int", value)
    return "is negative" if value < 0 else None


def between(low: int, high: int, unit: str = "") -> Rule:
    """The rule of whole numbers within both bounds; `unit` completes "is not 1 to 10"."""

    def rule(value: object) -> str | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return not_a("int", value)
        return None if low <= value <= high else f"is not {low} to {high}{unit and ' '}{unit}"

    return rule


def flag(value: object) -> str | None:
    return None if isinstance(value, bool) else not_a("bool", value)


def optional(rule: Rule) -> Rule:
    """The same rule, and None is fine."""
    return lambda value: None if value is None else rule(value)
