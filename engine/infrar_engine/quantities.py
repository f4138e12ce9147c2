"""What usage is measured in: read from `quantities.yaml`, so that every provider's prices are about the same things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from infrar_engine.schemas import read_document

FIXED: Mapping[str, float] = {"resource": 1.0, "hours": 730.0, "days": 730 / 24}
"""What each resource has of itself in a month, whatever is done with it; prices may be for these, usage isn't given in them."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """`assumed` where nothing is said: itself, or (`of`) so many for each of other quantities."""

    name: str
    about: str
    assumed: float = 0.0
    of: Mapping[str, float] | None = None
    operations: frozenset[str] | None = None  # None: whatever the code does
    charged_apart: bool = False


@cache
def quantities(capability: str) -> tuple[Quantity, ...]:
    """The quantities of a capability; none of one that nobody has described."""
    return tuple(_quantity(name, said) for name, said in _all().get(capability, {}).items())


@cache
def _all() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    content = resources.files(__package__).joinpath("quantities.yaml").read_bytes()
    found: Mapping[str, Mapping[str, Mapping[str, Any]]] = read_document("quantities.yaml", content).value
    return found


def _quantity(name: str, said: Mapping[str, Any]) -> Quantity:
    assumed = said["assumed"]
    operations = said.get("operations")
    return Quantity(
        name,
        said["about"],
        0.0 if isinstance(assumed, Mapping) else float(assumed),
        assumed if isinstance(assumed, Mapping) else None,
        frozenset(operations) if operations is not None else None,
        said.get("charged_apart", False),
    )
