"""What a rewrite needs to know of the target: its name, its rule books, and which capabilities get translated errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from infrar_engine.model import Catalog
from infrar_engine.plugins.rules import RuleBook


@dataclass(frozen=True)
class Target:
    """`books` are the chosen services' rule books by capability; `translated` names the capabilities with translated errors.

    `physical` maps logical resource names to physical ones, by capability, where an environment names them differently.
    """

    provider: str
    catalog: Catalog
    books: Mapping[str, RuleBook]
    translated: frozenset[str] = frozenset()
    physical: Mapping[tuple[str, str], str] | None = None

    def book(self, capability: str) -> RuleBook:
        return self.books[capability]
