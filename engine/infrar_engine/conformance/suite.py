"""The programs that a provider is tried with: those of the operations that it has rules for."""

from __future__ import annotations

from infrar_engine.conformance.programs import Program, programs
from infrar_engine.conformance.twins import asynchronous_programs
from infrar_engine.model import AIO
from infrar_engine.plugins.values import Providers


def suite(providers: Providers, name: str, capability: str = "storage") -> tuple[Program, ...]:
    """All programs of a capability for one provider; those of asynchronous operations when it has rules for these."""
    found = programs(capability)
    if providers[name].rules_for(f"{AIO}{capability}") is None:
        return found
    return (*found, *asynchronous_programs(providers.catalog, capability))
