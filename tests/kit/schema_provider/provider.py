"""What a provider does: validate, plan, apply, read. Plain values in, plain values out; no network, no cloud.

Values are those that Terraform's encoding has: None, bool, numbers, strings, lists and dictionaries, and `UNKNOWN` for
what is known after apply. Creating a resource gives every computed attribute a value: the overlay's, else one that
says what it stands for. Reading returns the state as it is: nothing ever drifts.
"""

import json
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.kit.schema_provider.protocol import UNKNOWN
from tests.kit.schema_provider.schemas import Attribute, Block, ProviderSchema, Resource

Step = str | int
PLACEHOLDER = re.compile(r"\{([\w.]+)\}")


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with a configuration, and where."""

    path: tuple[Step, ...]
    summary: str
    detail: str


@dataclass(slots=True)
class Provider:
    """One provider; `configuration` is what the last `configure` set."""

    schema: ProviderSchema
    configuration: dict[str, Any] = field(default_factory=dict)

    def configure(self, configuration: dict[str, Any]) -> None:
        """Take the provider block's values."""
        self.configuration = configuration

    def validate(self, resource: Resource, config: dict[str, Any]) -> list[Complaint]:
        """What the schema alone can't say: accepted values, patterns, arguments that exclude each other."""
        complaints = []
        for name, accepted in resource.one_of.items():
            for path, value in _values(config, name.split(".")):
                if value not in accepted:
                    detail = f"expected {name} to be one of {json.dumps(accepted)}, got {json.dumps(value)}"
                    complaints.append(Complaint(path, "Invalid value", detail))
        for name, pattern in resource.matches.items():
            for path, value in _values(config, name.split(".")):
                if not pattern.fullmatch(str(value)):
                    detail = f"expected {name} to match {pattern.pattern}, got {json.dumps(value)}"
                    complaints.append(Complaint(path, "Invalid value", detail))
        for group in resource.exactly_one:
            if sum(config.get(name) is not None for name in group) != 1:
                summary = "Invalid combination of arguments"
                complaints.append(Complaint((), summary, f"exactly one of {', '.join(group)} must be given"))
        return complaints

    def plan(self, resource: Resource, proposed: dict[str, Any] | None) -> dict[str, Any] | None:
        """The proposed values, with what is computed and not there yet marked as unknown."""
        return None if proposed is None else _mark(resource.block, proposed)

    def apply(self, kind: str, resource: Resource, planned: dict[str, Any] | None) -> dict[str, Any] | None:
        """The planned values, with a value for everything unknown."""
        if planned is None:
            return None
        return _Computation(kind, self.configuration, planned).fill(resource.block, planned)

    def read_data(self, kind: str, source: Resource, config: dict[str, Any]) -> dict[str, Any]:
        """The values of a data source: what the configuration says, everything else computed."""
        marked = _mark(source.block, config)
        return _Computation(kind, self.configuration, marked).fill(source.block, marked)


def _mark(block: Block, value: Mapping[str, Any]) -> dict[str, Any]:
    """Computed attributes without a value become unknown. (Those of no fixed type stay null: they'd never settle.)"""
    marked = dict(value)
    for name, attribute in block.attributes.items():
        if attribute.computed and attribute.type != "dynamic" and value.get(name) is None:
            marked[name] = UNKNOWN
    for name, nested in block.blocks.items():
        marked[name] = _each(value.get(name), lambda item, inner=nested.block: _mark(inner, item), nested.nesting)
    return marked


def _each(value: Any, change: Any, nesting: str) -> Any:
    """Change every block in the value of a nested block."""
    if value is None or value == UNKNOWN:
        return value
    if nesting in ("list", "set"):
        return [item if item == UNKNOWN else change(item) for item in value]
    if nesting == "map":
        return {key: change(item) for key, item in value.items()}
    return change(value)


def _values(config: Any, path: list[str], at: tuple[Step, ...] = ()) -> Iterator[tuple[tuple[Step, ...], Any]]:
    """The known values at a dotted path, each with the steps that lead to it; elements of lists one by one."""
    if config is None or config == UNKNOWN:
        return
    if isinstance(config, list):
        for index, item in enumerate(config):
            yield from _values(item, path, (*at, index))
    elif path:
        yield from _values(config.get(path[0]), path[1:], (*at, path[0]))
    else:
        yield at, config


@dataclass(frozen=True, slots=True)
class _Computation:
    """The values that an apply computes for one resource."""

    kind: str
    configuration: Mapping[str, Any]
    root: dict[str, Any]

    def fill(self, block: Block, value: Mapping[str, Any]) -> dict[str, Any]:
        filled = dict(value)
        for name in block.attributes:
            self._settle(block, filled, name)
        for name, nested in block.blocks.items():
            filled[name] = _each(
                value.get(name), lambda item, inner=nested.block: self.fill(inner, item), nested.nesting
            )
        return filled

    def _settle(self, block: Block, filled: dict[str, Any], name: str) -> Any:
        if filled.get(name) == UNKNOWN:
            attribute = block.attributes[name]
            filled[name] = None  # a template that refers to itself sees nothing
            filled[name] = self._value(block, filled, name, attribute)
        return filled.get(name)

    def _value(self, block: Block, filled: dict[str, Any], name: str, attribute: Attribute) -> Any:
        if attribute.value is None:
            empty: dict[str, Any] = {"string": f"served-{self.kind}-{name}", "number": 0, "bool": False}
            if isinstance(attribute.type, str):
                return empty[attribute.type]
            return {} if attribute.type[0] == "map" else []

        def look_up(match: re.Match[str]) -> str:
            reference = match[1]
            if reference == "uuid":
                return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{self.kind}.{name} {json.dumps(self.root, default=str)}"))
            if reference.startswith("provider."):
                value = self.configuration.get(reference.removeprefix("provider."))
            elif reference in block.attributes:
                value = self._settle(block, filled, reference)
            else:
                value = self.root.get(reference)
            return f"served-{reference}" if value in (None, UNKNOWN) else str(value)

        text = PLACEHOLDER.sub(look_up, attribute.value)
        return json.loads(text) if attribute.type != "string" else text
