"""The schemas are JSON Schemas, and our validator agrees with the `jsonschema` library on all that they use."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from infrar_engine.plugins.starting import STARTER
from infrar_engine.schemas import DocumentError, closest, load_schema, read_document, validate

KINDS = [
    "defaults",
    "handler",
    "method",
    "pricing-metadata",
    "provider",
    "provider-defaults",
    "regions",
    "rules",
    "service",
    "ui-instructions",
]
KEYWORDS = {
    "$defs", "$id", "$ref", "$schema", "additionalProperties", "anyOf", "const", "dependentRequired", "description",
    "enum", "items", "maxLength", "maximum", "minItems", "minLength", "minProperties", "minimum", "oneOf", "pattern",
    "properties", "propertyNames", "required", "title", "type", "uniqueItems",
}  # fmt: skip


def _schemas(schema: Any) -> Iterator[dict[str, Any]]:
    """A schema and all those inside it."""
    if not isinstance(schema, dict):
        return
    yield schema
    for keyword in ("items", "additionalProperties", "propertyNames"):
        yield from _schemas(schema.get(keyword))
    for keyword in ("anyOf", "oneOf"):
        for each in schema.get(keyword, []):
            yield from _schemas(each)
    for keyword in ("properties", "$defs"):
        for each in schema.get(keyword, {}).values():
            yield from _schemas(each)


@pytest.mark.parametrize("kind", KINDS)
def test_every_schema_is_a_json_schema_that_says_what_it_is(kind: str) -> None:
    schema = load_schema(kind)
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"{kind}.schema.json"
    assert schema["title"]
    assert schema["description"]


def test_there_is_a_schema_for_every_kind_of_file_and_no_other() -> None:
    names = [path.name for path in resources.files("infrar_engine.schemas").iterdir()]
    shipped = {name.removesuffix(".schema.json") for name in names if name.endswith(".schema.json")}
    assert set(KINDS) <= shipped
    json_schema_itself = {"schema"}
    assert {path.stem for path in STARTER.rglob("*.yaml")} == set(KINDS) | json_schema_itself


@pytest.mark.parametrize("kind", KINDS)
def test_schemas_use_what_the_validator_knows_and_leave_no_mapping_open(kind: str) -> None:
    for schema in _schemas(load_schema(kind)):
        assert set(schema) <= KEYWORDS
        if "properties" in schema and "type" in schema:
            assert schema.get("additionalProperties") is False


def _mutations(value: Any) -> Iterator[Any]:
    """The document with one value replaced, removed or added, at every place."""
    yield from (None, True, 0, -1, 1.5, "", "x", "none", [], {}, ["x"], {"x": "y"}, [1, 1])
    if isinstance(value, dict):
        for key in value:
            rest = {name: item for name, item in value.items() if name != key}
            yield rest
            yield {**rest, f"{key}x": value[key]}
            for item in _mutations(value[key]):
                yield {**value, key: item}
    elif isinstance(value, list):
        yield [*value, *value]
        for index, each in enumerate(value):
            yield [*value[:index], *value[index + 1 :]]
            for item in _mutations(each):
                yield [*value[:index], item, *value[index + 1 :]]


RULES_SAMPLE = {
    "service": "storage/x",
    "requirements": ["a>=1"],
    "imports": ["import os"],
    "clients": {"c": {"create": "make()", "type": "Client"}},
    "supports": {"_s": "def _s(): ..."},
    "errors": {"NotFound": "KeyError", "Unsupported": {"unsupported": "never"}},
    "any_error": "Exception",
    "operations": {
        "read": {
            "function": "def read(): ...",
            "inline": [
                {"expression": "a", "when": {"p": ["str"], "q": {"value": 3}, "r": {"values": ["x"]}, "s": "given"}},
                {"items": "b", "attributes": {"key": "name"}},
            ],
            "grants": [{"actions": ["a:b"], "on": "bucket", "scope": "account"}],
            "raises": ["NotFound"],
            "unsupported": {"p": "no"},
            "examples": [{"name": "n", "before": "a", "after": "b"}],
            "leaves_alone": ["a"],
        },
        "write": {"function": "def write(): ...", "grants": "none"},
    },
}


def _samples() -> Iterator[tuple[str, Any]]:
    yield "rules", RULES_SAMPLE
    for path in sorted(STARTER.rglob("*.yaml")):
        if path.stem in KINDS and path.stem != "rules":
            yield path.stem, read_document(path.name, path.read_bytes()).value


@pytest.mark.parametrize(("kind", "sample"), list(_samples()), ids=[kind for kind, _ in _samples()])
def test_the_validator_and_the_library_come_to_the_same_verdict(kind: str, sample: Any) -> None:
    schema = load_schema(kind)
    library = Draft202012Validator(schema)
    assert validate(sample, schema) == []
    assert library.is_valid(sample)
    for mutation in _mutations(copy.deepcopy(sample)):
        assert (not validate(mutation, schema)) == library.is_valid(mutation), json.dumps(mutation)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on", "on"),
        ("yes", "yes"),
        ("2026-01-31", "2026-01-31"),
        ("12:30", "12:30"),
        ("true", True),
        ("True", "True"),
        ("~", None),
        ("null", None),
        ("'null'", "null"),
        ("012", 12),
        ("1_000", "1_000"),
        ("-3", -3),
        ("1.50", 1.5),
        ("1e3", 1000.0),
        ("1.2.3", "1.2.3"),
        (".5", 0.5),
        (".", "."),
        ("'3'", "3"),
        ("|\n  3\n", "3\n"),
        ("<<", "<<"),
    ],
)
def test_plain_words_mean_what_they_look_like(text: str, value: object) -> None:
    found = read_document("a.yaml", f"key: {text}".encode()).value["key"]
    assert (found, type(found)) == (value, type(value))


def test_keys_and_values_have_lines() -> None:
    document = read_document("a.yaml", b"a: 1\nb:\n  - c:\n      d\n  - e\n")
    places = {(): 1, ("a",): 1, ("b",): 2, ("b", 0): 3, ("b", 0, "c"): 3, ("b", 1): 5}
    assert {key: document.line(key) for key in places} == places
    assert document.line(("b", 0, "c"), of_key=False) == 4
    assert document.line(("b", 0, "nothing", "there")) == 3


def test_a_byte_order_mark_is_fine() -> None:
    assert read_document("a.yaml", b"\xef\xbb\xbfa: 1").value == {"a": 1}


def test_many_small_collections_are_not_deep() -> None:
    assert len(read_document("a.yaml", b"- [{}]\n" * 1000).value) == 1000


def test_the_nearest_known_name_is_found() -> None:
    assert closest("grnats", ["function", "grants"]) == "grants"
    assert closest("zzz", ["function", "grants"]) is None


def test_the_pure_python_parser_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    import yaml

    from infrar_engine.schemas import documents

    class Slow(yaml.SafeLoader):
        resolve = documents._Loader.resolve

    texts = [path.read_bytes() for path in sorted(Path(STARTER).rglob("*.yaml"))]
    fast = [read_document("a.yaml", text) for text in texts]
    monkeypatch.setattr(documents, "_Loader", Slow)
    assert [read_document("a.yaml", text) for text in texts] == fast
    with pytest.raises(DocumentError, match="is no valid YAML"):
        read_document("a.yaml", b"a: [")
