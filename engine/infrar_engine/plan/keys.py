"""Which objects of a resource a use can touch, as patterns: exact keys, and prefixes followed by `*`.

In: a use and the parameter that holds the key or prefix. Out: patterns, never narrower than what the program may do.
`*` and `?` in a key are wildcards to an IAM policy, and `${` begins a policy variable, so a key that has them is
widened to the text before them: permissions get a little wider, and never reach into another resource. So is a key
that isn't in Unicode's normal form C, which Terraform would put it into.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import takewhile
from unicodedata import is_normalized, normalize

from infrar_engine.model import Choice, Literal, OperationUse, Prefixed, Value

EVERYTHING = ("*",)
MOST = 20  # patterns; policies have a length limit, so that more become their common prefix
_SPECIAL = re.compile(r"[*?]|\$\{")


def patterns(use: OperationUse, parameter: str) -> tuple[str, ...]:
    """The patterns of the keys that `parameter` may hold in this use."""
    declared = use.operation.parameter(parameter)
    argument = use.argument(parameter)
    if declared is None or argument is None:
        return EVERYTHING  # left out, the beginning of keys is "", and what isn't seen may be anything
    value = argument.value
    values = value.values if isinstance(value, Choice) else (value,)
    return reduced(_pattern(each, is_prefix=declared.is_prefix) for each in values)


def _pattern(value: Value, *, is_prefix: bool) -> str:
    if isinstance(value, Prefixed):
        return _begin(value.prefix)
    if isinstance(value, Literal) and isinstance(value.value, str) and value.value:
        plain = _plain(value.value)
        return plain if plain == value.value and not is_prefix else f"{plain}*"
    return "*"


def _begin(text: str) -> str:
    return f"{_plain(text)}*"


def _plain(text: str) -> str:
    """As much of the text as means itself in a policy."""
    special = _SPECIAL.search(text)
    if special:
        text = text[: special.start()]
    return text if is_normalized("NFC", text) else _common(text, normalize("NFC", text))


def reduced(found: Iterable[str]) -> tuple[str, ...]:
    """The same set of keys with no pattern that another one covers, sorted."""
    every = sorted(set(found))
    prefixes = [pattern[:-1] for pattern in every if pattern.endswith("*")]
    kept = [pattern for pattern in every if not _covered(pattern, prefixes)]
    if len(kept) > MOST:
        return (_begin(_common(kept[0].removesuffix("*"), kept[-1].removesuffix("*"))),)
    return tuple(kept)


def _common(first: str, last: str) -> str:
    """The beginning that two texts share. Of sorted texts, the first and the last share what all share."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    return "".join(one for one, _ in same)


def _covered(pattern: str, prefixes: Iterable[str]) -> bool:
    begin = pattern.removesuffix("*")
    return any(begin.startswith(prefix) and (prefix != begin or not pattern.endswith("*")) for prefix in prefixes)
