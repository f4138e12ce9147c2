"""Where an environment has its resources, as the program has it: a table for each kind of resource, and a function that looks up in
it what only the running program knows.

    BUCKETS = {"photos": "acme-prod-photos"}
    QUEUES = {"orders": os.environ["ORDERS_QUEUE_URL"]}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from infrar_engine.model import Catalog
from infrar_engine.rewrite.target import Place


@dataclass(frozen=True, slots=True)
class NameTable:
    """The places of one capability's resources, by logical name; `noun` is what such a resource is called.

    `looks_up` says that a name which isn't known when building is looked up when the program runs; `inside` that operations
    do so, since they are passed on and called out of sight.
    """

    capability: str
    noun: str
    places: tuple[tuple[str, Place], ...]
    looks_up: bool = False
    inside: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """The table among the names of a module."""
        return table_key(self.capability)

    @property
    def lookup_key(self) -> tuple[str, str]:
        return lookup_key(self.capability)

    @property
    def preferred(self) -> tuple[str, str]:
        """What to call the table: BUCKETS, or BUCKET_NAMES where that is taken."""
        return f"{self.noun.upper()}S", f"{self.noun.upper()}_NAMES"

    @property
    def in_environment(self) -> bool:
        """Whether it is filled from environment variables."""
        return any(place.in_environment for _, place in self.places)

    def text(self, name: str, os: str = "os") -> str:
        """The table under this name; `os` is what the module of that name is called."""
        entries = "".join(f'    "{logical}": {_value(place, os)},\n' for logical, place in self.places)
        return f"{name} = {{\n{entries}}}"

    def lookup_text(self, name: str, table: str) -> str:
        return f'''def {name}(name: str) -> str:
    """The {self.noun}'s {"address" if self.in_environment else "name"} in this environment; one that is not the application's own stays as it is."""
    return {table}.get(name, name)'''


def _value(place: Place, os: str) -> str:
    return f'{os}.environ["{place.name}"]' if place.in_environment else f'"{place.name}"'


def table_key(capability: str) -> tuple[str, str]:
    return ("names!", f"{capability}.table")


def lookup_key(capability: str) -> tuple[str, str]:
    return ("names!", f"{capability}.lookup")


def tables(
    catalog: Catalog,
    physical: Mapping[tuple[str, str], Place],
    named: Iterable[str],
    looked_up: Iterable[str],
    inside: Iterable[str],
) -> tuple[NameTable, ...]:
    """The tables of the capabilities in `named` and `looked_up`, in their order."""
    found = []
    for name in sorted({*named, *looked_up}):
        capability = catalog.capability(name)
        given = tuple(sorted((logical, place) for (owner, logical), place in physical.items() if owner == name))
        if capability is not None and given:
            found.append(NameTable(name, capability.noun, given, name in set(looked_up), name in set(inside)))
    return tuple(found)
