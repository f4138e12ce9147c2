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
    """The JSON Schema of one kind of file: `load_schema("rules")`. That of "aio" asks for less, since it extends "rules"."""
    if kind == "aio":
        rules = load_schema("rules")
        operation = {**rules["$defs"]["operation"], "required": ["function"]}
        return {**rules, "required": ["service", "operations"], "$defs": {**rules["$defs"], "operation": operation}}
    text = resources.files(__name__).joinpath(f"{kind}.schema.json").read_text("utf-8")
    schema: Schema = json.loads(text)
    return schema
