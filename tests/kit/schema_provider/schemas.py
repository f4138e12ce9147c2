"""What a provider accepts and computes: extracted schemas, completed by a hand-kept overlay.

Enters: `data/terraform-schemas.json.gz` and `overlays/PROVIDER.yaml`. Leaves: a `ProviderSchema`. An overlay adds what
the data can't say, for the resources that our modules use:

    computed      argument or attribute → the value that apply gives it when the configuration doesn't; `{name}` is
                  the resource's own attribute, `{provider.name}` the provider block's, `{uuid}` a stable identifier
    one_of        argument → the values that it accepts
    matches       argument → the pattern that its value must match as a whole
    exactly_one   lists of arguments of which exactly one must be given
    types         attribute of unknown type (`dynamic` in the data) → its type, as Terraform writes types in JSON
    sensitive     attributes that outputs may only show as sensitive
    required_blocks  blocks that must be there

A dotted name reaches into blocks (`lifecycle_rule.action.type`). A data source is written out (`attributes`) or is
`like` a resource: then all of the resource's attributes are computed, except those it names as `required` or
`optional`. An overlay that names an attribute or a block that isn't there is an error.
"""

import functools
import gzip
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
DATA = HERE.parent / "data" / "terraform-schemas.json.gz"


@dataclass(frozen=True, slots=True)
class Attribute:
    """An argument (required or optional), a result (computed), or both; `type` as Terraform writes types in JSON."""

    type: Any
    required: bool = False
    optional: bool = False
    computed: bool = False
    sensitive: bool = False
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Attributes and nested blocks."""

    attributes: Mapping[str, Attribute]
    blocks: Mapping[str, "NestedBlock"]


@dataclass(frozen=True, slots=True)
class NestedBlock:
    """A kind of block within another one."""

    block: Block
    nesting: str
    min_items: int
    max_items: int


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource type or a data source, with the rules on its values."""

    block: Block
    one_of: Mapping[str, tuple[str, ...]]
    matches: Mapping[str, re.Pattern[str]]
    exactly_one: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ProviderSchema:
    """All that one provider serves."""

    name: str
    version: str
    configuration: Block
    resources: Mapping[str, Resource]
    data_sources: Mapping[str, Resource]


class OverlayError(Exception):
    """An overlay says something about what isn't in the data."""


@functools.cache
def load(name: str) -> ProviderSchema:
    """The schema of `google`, `azurerm` or `aws`."""
    data = _data()
    overlay = yaml.safe_load((HERE / "overlays" / f"{name}.yaml").read_text(encoding="utf-8"))
    provider = data["providers"][name]
    everywhere: dict[str, str] = overlay.get("computed", {})
    notes: dict[str, Any] = overlay.get("resources", {})
    raw = {kind: entry for kind, entry in data["resources"].items() if entry["provider"] == name}
    if unknown := notes.keys() - raw.keys():
        raise OverlayError(f"{name}.yaml: no such resources: {', '.join(sorted(unknown))}")
    resources = {}
    for kind, entry in raw.items():
        own = notes.get(kind, {})
        common = {key: value for key, value in everywhere.items() if entry["attrs"].get(key, {}).get("optional")}
        resources[kind] = _resource(kind, _block(entry), {**own, "computed": {**common, **own.get("computed", {})}})
    data_sources = {
        kind: _data_source(kind, entry, resources) for kind, entry in overlay.get("data_sources", {}).items()
    }
    settings = overlay.get("provider", {})
    configuration = _block(settings.get("schema") or provider["config"])
    configuration = _require_blocks(name, configuration, settings.get("required_blocks", ()))
    return ProviderSchema(name, provider["version"], configuration, resources, data_sources)


@functools.cache
def _data() -> dict[str, Any]:
    with gzip.open(DATA) as file:
        loaded: dict[str, Any] = json.load(file)
    return loaded


def _block(entry: Mapping[str, Any]) -> Block:
    attributes = {
        name: Attribute(
            parse_type(given["type"]),
            given.get("required", False),
            given.get("optional", False),
            given.get("computed", False),
            given.get("sensitive", False),
        )
        for name, given in entry.get("attrs", {}).items()
    }
    blocks = {
        name: NestedBlock(_nested(given), given["nesting"], given.get("min_items") or 0, given.get("max_items") or 0)
        for name, given in entry.get("blocks", {}).items()
    }
    return Block(attributes, blocks)


def _nested(entry: Mapping[str, Any]) -> Block:
    """A block within another one. Results of unknown type are left out: they would make that of the list unknown."""
    known = {name: given for name, given in entry.get("attrs", {}).items() if given["type"] != "dynamic"}
    return _block({**entry, "attrs": known})


def _resource(kind: str, block: Block, notes: Mapping[str, Any]) -> Resource:
    identifier = block.attributes.get("id", Attribute("string"))
    if not identifier.required:
        block = replace(block, attributes={**block.attributes, "id": replace(identifier, computed=True)})
    for path, known in notes.get("types", {}).items():
        block = _change(kind, block, path, type=known)
    for path, value in notes.get("computed", {}).items():
        block = _change(kind, block, path, computed=True, value=value)
    for path in notes.get("sensitive", ()):
        block = _change(kind, block, path, sensitive=True)
    block = _require_blocks(kind, block, notes.get("required_blocks", ()))
    groups = tuple(tuple(group) for group in notes.get("exactly_one", ()))
    for path in (*notes.get("one_of", ()), *notes.get("matches", ()), *(name for group in groups for name in group)):
        _change(kind, block, path)
    return Resource(
        block,
        {path: tuple(values) for path, values in notes.get("one_of", {}).items()},
        {path: re.compile(pattern) for path, pattern in notes.get("matches", {}).items()},
        groups,
    )


def _data_source(kind: str, entry: Mapping[str, Any], resources: Mapping[str, Resource]) -> Resource:
    if "like" not in entry:
        return _resource(kind, _block({"attrs": entry["attributes"]}), entry)
    model = resources[entry["like"]].block
    required, optional = set(entry.get("required", ())), set(entry.get("optional", ()))
    if unknown := (required | optional) - model.attributes.keys():
        raise OverlayError(f"{kind}: no such attributes: {', '.join(sorted(unknown))}")
    attributes = {
        name: replace(attribute, required=name in required, optional=name in optional, computed=name not in required)
        for name, attribute in model.attributes.items()
    }
    return _resource(kind, Block(attributes, {}), entry)


def _change(kind: str, block: Block, path: str, **changes: Any) -> Block:
    """The block with one attribute changed; an error when there is no such attribute."""
    head, _, rest = path.partition(".")
    if rest:
        if head not in block.blocks:
            raise OverlayError(f"{kind}: no block {head}")
        nested = block.blocks[head]
        inner = replace(nested, block=_change(f"{kind}.{head}", nested.block, rest, **changes))
        return replace(block, blocks={**block.blocks, head: inner})
    if head not in block.attributes:
        raise OverlayError(f"{kind}: no attribute {head}")
    return replace(block, attributes={**block.attributes, head: replace(block.attributes[head], **changes)})


def _require_blocks(kind: str, block: Block, names: Iterable[str]) -> Block:
    for name in names:
        if name not in block.blocks:
            raise OverlayError(f"{kind}: no block {name}")
        block = replace(block, blocks={**block.blocks, name: replace(block.blocks[name], min_items=1)})
    return block


def parse_type(text: str) -> Any:
    """A type expression as Terraform's JSON form: `map(list(string))` → `["map", ["list", "string"]]`."""
    if text in ("string", "number", "bool", "dynamic"):
        return text
    kind, _, inner = text.partition("(")
    inner = inner.removesuffix(")")
    if kind in ("list", "set", "map"):
        return [kind, parse_type(inner)]
    if kind == "object":
        fields = re.findall(r"(\w+)=(\w+(?:\([^()]*\))?)", inner)
        return ["object", {name: parse_type(of) for name, of in fields}]
    raise OverlayError(f"no such type: {text}")
