"""What the planner's parts hand each other: resources on the way to a plan, and its result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from infrar_engine.config import Config, ResourceEntry
from infrar_engine.model import Diagnostic, GrantRule, OperationUse, Resource, ResourcePlan, UseSite
from infrar_engine.plan.naming import Naming
from infrar_engine.plugins.values import Provider, Service


@dataclass(frozen=True, slots=True)
class PlanResult:
    """`plan` is whole, with everything that could be planned, even where diagnostics are errors."""

    plan: ResourcePlan
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True, order=True)
class ResourceKey:
    """Which resource: by its logical name, or by the environment variable that names it when the program runs."""

    capability: str
    name: str
    variable: str | None = None


@dataclass(frozen=True, slots=True)
class Touch:
    """One use of one operation, and the resources that each of its naming parameters may stand for.

    `service` is the service that stands for them; `grants` are what its rule asks for this use.
    """

    use: OperationUse
    service: Service
    grants: tuple[GrantRule, ...]
    targets: tuple[tuple[str, tuple[ResourceKey, ...]], ...]

    @property
    def site(self) -> UseSite:
        return UseSite(self.use.location.path, self.use.location.line, self.use.location.cell or 0)

    def keys(self, parameter: str) -> tuple[ResourceKey, ...]:
        return next((keys for name, keys in self.targets if name == parameter), ())


@dataclass(frozen=True, slots=True)
class Scene:
    """What all resources of a plan are made under."""

    provider: Provider
    config: Config | None
    environment: str | None
    naming: Naming
    entries: Mapping[str, ResourceEntry]
    choices: Mapping[str, str]  # capability → service, as infrar.yaml chooses
    variables: Sequence[str]  # Terraform variables that the provider's templates declare

    def entry(self, key: ResourceKey) -> ResourceEntry | None:
        """What infrar.yaml says of a resource; an entry with a capability is about no other one's of that name."""
        found = self.entries.get(key.name)
        return found if found is not None and found.capability in (None, key.capability) else None

    def certain_name(self, resource: Resource) -> str | None:
        """The name in the cloud, if it is known before Terraform runs."""
        if resource.variable is None:
            return resource.physical_name
        chosen = self.config.environment(self.environment) if self.config and self.environment else None
        given = chosen.variables.get(resource.variable.name) if chosen else None
        return given if isinstance(given, str) else resource.variable.default


@dataclass(frozen=True, slots=True)
class Found:
    """Resources in the order of the configuration, and where each key ended up."""

    resources: tuple[Resource, ...]
    identifiers: Mapping[ResourceKey, str]
    diagnostics: tuple[Diagnostic, ...]
