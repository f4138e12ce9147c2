"""The clouds that native code is run on in tests: a provider with its services, the servers that stand in for them, and the way there.

In: a stage and pytest's request. Out: a `Cloud`: environment variables for a process, and a way to make resources. Besides the
built-in providers there is the one of examples/acme_provider, as a third party would ship it.

A stage is a provider's default services, or one service that is an alternative: `azure`, `azure+queue/service-bus`. What stands in
for a service, and how one of its resources is made, is said in `tests/conformance/stands.py`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import pytest

from infrar_engine.conformance.programs import Program, resources
from infrar_engine.conformance.suite import suite
from infrar_engine.plugins.loader import load_providers
from infrar_engine.plugins.values import Providers, Service
from tests.conformance.stands import STANDS

ACME = Path(__file__).parents[2] / "examples" / "acme_provider"
PROVIDERS = tuple(STANDS)
# The example provider's operations are tried with the programs about one operation each. What programs of any shape are
# made into is the engine's affair, and is shown on the built-in providers.
OF_THE_EXAMPLE = {
    *("copy", "copy_onto_itself", "delete", "download", "errors_caught", "exists", "if_not_exists", "iterate"),
    *("list_objects", "list_with_delimiter", "list_with_limit", "metadata", "missing_objects", "move", "presign_get"),
    *("presign_put", "ranges", "stat", "upload", "upload_missing_file", "write_and_read", "write_replaces"),
}
OF_CLOUDS = (
    "AWS_",
    "AZURE_",
    "GOOGLE_",
    "STORAGE_",
    "ACME_",
    "API_ENDPOINT_",
    "INFRAR_",
    "PUBSUB_",
    "FIRESTORE_",
    "EMAIL_",
)


@dataclass(frozen=True, slots=True)
class Stage:
    """`service` is the one alternative that is tried, or None for the provider's defaults."""

    provider: str
    service: Service | None = None

    @property
    def name(self) -> str:
        return self.provider if self.service is None else f"{self.provider}+{self.service.id}"

    @property
    def plugins(self) -> tuple[Path, ...]:
        """The folders of a provider that isn't installed."""
        return (ACME,) if self.provider == "acme" else ()

    @property
    def choices(self) -> Mapping[str, str]:
        return {self.service.capability: self.service.id} if self.service is not None else {}

    def programs(self) -> tuple[Program, ...]:
        loaded = _loaded(self.provider)
        only = self.service.capability if self.service is not None else ""
        found = suite(loaded, self.provider, self.choices, only)
        if self.provider == "acme":
            found = tuple(each for each in found if each.name in OF_THE_EXAMPLE)
        return tuple(each for each in found if self._is_tried(each))

    def _is_tried(self, program: Program) -> bool:
        stand = STANDS[self.provider].get(self.service_of(program.capability).id)
        return stand is not None and (stand.programs is None or program.name in stand.programs)

    def service_of(self, capability: str) -> Service:
        found = _loaded(self.provider)[self.provider].service_for(capability, self.choices.get(capability))
        assert found is not None
        return found


@cache
def _loaded(provider: str) -> Providers:
    return load_providers([provider], Stage(provider).plugins)


@cache
def stages() -> tuple[Stage, ...]:
    """Each provider with its defaults, then its alternatives that something stands in for."""
    found = []
    for provider in STANDS:
        found.append(Stage(provider))
        loaded = _loaded(provider)[provider]
        defaults = set(loaded.default_services.values())
        others = [each for each in loaded.services if each.id not in defaults and each.id in STANDS[provider]]
        found += [Stage(provider, each) for each in others]
    return tuple(found)


def cloud(provider: str, request: pytest.FixtureRequest) -> Cloud:
    """The stand-ins of a provider's default services; each is started when a resource of it is first made."""
    return Cloud(Stage(provider), request)


class Servers(Protocol):
    """What gives out running servers: pytest's request, for one."""

    def getfixturevalue(self, argname: str) -> Any: ...


@dataclass(slots=True)
class Cloud:
    """Running stand-ins. `variables` lead to them, and say where resources are that `create` made."""

    stage: Stage
    request: Servers
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def provider(self) -> str:
        return self.stage.provider

    @property
    def plugins(self) -> tuple[Path, ...]:
        return self.stage.plugins

    def create(self, capability: str, name: str, physical_name: str = "", value: str | None = None) -> None:
        """Make a resource; its name in the cloud is its logical one, as the service spells it, unless another is given."""
        service = self.stage.service_of(capability)
        stand = STANDS[self.provider][service.id]
        server = self.request.getfixturevalue(stand.fixture)
        self.variables |= stand.variables(server)
        address = stand.make(server, physical_name or service.physical_name.spelled(name), value)
        if service.address is not None:
            assert address, f"{service.id} has an address, which `make` returns"
            self.variables[service.address.variable(name)] = address

    def create_all(self, programs: Sequence[Program], prefix: str) -> None:
        """The resources that programs use."""
        for capability in sorted({program.capability for program in programs}):
            for name, value in resources(capability, prefix).items():
                self.create(capability, name, value=value)

    @property
    def environment(self) -> dict[str, str]:
        """All variables of a process that runs on this cloud, and nothing of another one."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OF_CLOUDS)}
        return {**kept, **self.variables}
