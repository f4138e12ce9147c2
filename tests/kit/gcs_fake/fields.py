"""Partial responses: `fields=items(name,size),nextPageToken` keeps only what it names.

https://cloud.google.com/storage/docs/json_api#partial-response
"""

import re
from typing import Any

from tests.kit.gcs_fake.objects import ApiError

Mask = dict[str, "Mask"]
TOKEN = re.compile(r"[A-Za-z0-9*_-]+|[(),/]")


def apply_mask(value: Any, fields: str | None) -> Any:
    """The parts of a JSON value that the mask names; everything without a mask."""
    return value if fields is None else _keep(value, _parse(fields))


def _keep(value: Any, mask: Mask) -> Any:
    if not mask or "*" in mask:
        return value
    if isinstance(value, list):
        return [_keep(item, mask) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: _keep(value[key], mask[key]) for key in value if key in mask}


def _parse(fields: str) -> Mask:
    tokens = TOKEN.findall(fields)
    if "".join(tokens) != fields.replace(" ", "") or tokens.count("(") != tokens.count(")"):
        raise ApiError(400, "invalidParameter", f"Invalid field selection {fields}")
    mask, rest = _selection(tokens)
    if rest:
        raise ApiError(400, "invalidParameter", f"Invalid field selection {fields}")
    return mask


def _selection(tokens: list[str]) -> tuple[Mask, list[str]]:
    mask: Mask = {}
    while tokens and tokens[0] != ")":
        name, *tokens = tokens
        inner = mask.setdefault(name, {})
        while tokens and tokens[0] == "/":
            inner = inner.setdefault(tokens[1], {})
            tokens = tokens[2:]
        if tokens and tokens[0] == "(":
            nested, tokens = _selection(tokens[1:])
            inner.update(nested)
            tokens = tokens[1:]
        if tokens and tokens[0] == ",":
            tokens = tokens[1:]
    return mask, tokens
