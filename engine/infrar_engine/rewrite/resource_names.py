"""The names that an environment gives to resources, as the program has them: a table for each kind of resource, and a function that
looks up in it what only the running program knows.

    BUCKETS = {"photos": "acme-prod-photos"}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from infrar_engine.model import Catalog


@dataclass(frozen=True, slots=True)
class NameTable:
    """The physical names of one capability's resources, by logical ones; `noun` is what such a resource is called.

    `looks_up` says that a name which isn't known when building is looked up when the program runs; `inside` that operations
    do so, since they are passed on and called out of sight.
    """

    capability: str
    noun: str
    physical: tuple[tuple[str, str], ...]
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

    def text(self, name: str) -> str:
        entries = "".join(f'    "{logical}": "{given}",\n' for logical, given in self.physical)
        return f"{name} = {{\n{entries}}}"

    def lookup_text(self, name: str, table: str) -> str:
        return f'''def {name}(name: str) -> str:
    """The {self.noun}'s name in this environment; one that is not the application's own stays as it is."""
    return {table}.get(name, name)'''


def table_key(capability: str) -> tuple[str, str]:
    return ("names!", f"{capability}.table")


def lookup_key(capability: str) -> tuple[str, str]:
    return ("names!", f"{capability}.lookup")


def tables(
    catalog: Catalog,
    physical: Mapping[tuple[str, str], str],
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
