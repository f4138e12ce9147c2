"""What a rewrite needs to know of the target: its name, its rule books, and which capabilities get translated errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from infrar_engine.model import Catalog, family
from infrar_engine.plugins.rules import RuleBook


@dataclass(frozen=True, slots=True)
class Place:
    """What a resource is called in the cloud, or the environment variable that has its address when the program runs."""

    name: str
    in_environment: bool = False


@dataclass(frozen=True)
class Target:
    """`books` are the chosen services' rule books by capability; `used` says which of them the project uses, so that handlers
    catch what can be raised and nothing else. `translated` names the capabilities with translated errors.

    `physical` says where resources are found, by capability and logical name, where it isn't under that name.
    """

    provider: str
    catalog: Catalog
    books: Mapping[str, RuleBook]
    used: frozenset[str] = frozenset()
    translated: frozenset[str] = frozenset()
    physical: Mapping[tuple[str, str], Place] | None = None

    def book(self, capability: str) -> RuleBook:
        return self.books[capability]

    @property
    def used_books(self) -> tuple[RuleBook, ...]:
        return tuple(self.books[name] for name in in_order(self.used & self.books.keys()))


def in_order(capabilities: Iterable[str]) -> list[str]:
    """Capabilities by name, each before its asynchronous twin."""
    return sorted(capabilities, key=lambda name: (family(name), name != family(name)))
