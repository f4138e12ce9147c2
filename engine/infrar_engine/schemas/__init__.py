"""What YAML files may say: the JSON Schemas (one file a kind, for editors too), and a reader and validator that know
lines.

In: a file's bytes and the name of its kind. Out: plain values with the line of each key, and the problems found. It
exists because people must be told `service.yaml:7: limits[0].unit: …`, which neither a plain YAML loader nor a plain
JSON Schema library can say.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

from infrar_engine.schemas.documents import Document, DocumentError, Key, read_document
from infrar_engine.schemas.validation import Problem, Schema, closest, suggestion, validate

__all__ = [
    "Document",
    "DocumentError",
    "Key",
    "Problem",
    "Schema",
    "closest",
    "load_schema",
    "read_document",
    "suggestion",
    "validate",
]


@cache
def load_schema(kind: str) -> Schema:
    """The JSON Schema of one kind of file: `load_schema("rules")`.

    That of "aio" asks for less, since it extends "rules"; that of "prices" has no `service`, which its folder says.
    """
    if kind == "aio":
        rules = load_schema("rules")
        operation = {**rules["$defs"]["operation"], "required": ["function"]}
        return {**rules, "required": ["service", "operations"], "$defs": {**rules["$defs"], "operation": operation}}
    if kind == "prices":
        metadata = load_schema("pricing-metadata")
        prices = metadata["properties"]["prices"]
        price = prices["items"]
        own = {name: each for name, each in price["properties"].items() if name != "service"}
        required = [name for name in price["required"] if name != "service"]
        items = {**price, "required": required, "properties": own}
        return {**metadata, "properties": {**metadata["properties"], "prices": {**prices, "items": items}}}
    text = resources.files(__name__).joinpath(f"{kind}.schema.json").read_text("utf-8")
    schema: Schema = json.loads(text)
    return schema
