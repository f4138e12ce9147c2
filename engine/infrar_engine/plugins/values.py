"""The values of a provider folder, one class a kind of file. They are frozen, and made in `plugins/reading.py`.

A rule book has its own module, `plugins/rules.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from infrar_engine.model import Catalog, family
from infrar_engine.plugins.errors import Finding, PluginError
from infrar_engine.plugins.folder import Folder
from infrar_engine.plugins.later import Later
from infrar_engine.plugins.rules import RuleBook


@dataclass(frozen=True, slots=True)
class TerraformProvider:
    """What `required_providers` says; `local_name` is the last part of the source address."""

    source: str  # "hashicorp/null"
    version: str  # "~> 5.0"

    @property
    def local_name(self) -> str:
        return self.source.rpartition("/")[2]


@dataclass(frozen=True, slots=True, order=True)
class Region:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Price:
    """A list price as published on `date` at `source`; `region` "" when it is the same everywhere.

    It is for `quantity` of what `per` names, together; without `per` nobody says how much of it is used.
    """

    service: str
    item: str
    unit: str
    price: float
    region: str = ""
    source: str = ""
    date: str = ""
    note: str = ""
    per: tuple[str, ...] = ()
    quantity: float = 1.0
    when: Mapping[str, tuple[Any, ...]] = field(
        default_factory=dict
    )  # setting → the values with which the price counts
    once: bool = False  # for all resources of the service in an environment


@dataclass(frozen=True, slots=True)
class Pricing:
    currency: str
    date: str
    source: str
    note: str
    prices: tuple[Price, ...]


@dataclass(frozen=True, slots=True)
class AuthenticationMethod:
    """One way to sign in: the fields a person fills in (a JSON Schema), what they become, and how to get them."""

    id: str
    name: str
    description: str
    when: str  # when to use it
    schema: Mapping[str, Any]
    handler: Mapping[str, Any]
    instructions: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NameRules:
    """What a cloud demands of a physical name."""

    pattern: str
    max_length: int
    min_length: int = 1
    forbidden_prefixes: tuple[str, ...] = ()
    forbidden_suffixes: tuple[str, ...] = ()
    forbidden_parts: tuple[str, ...] = ()
    separator: str = "-"  # what stands for a dash
    suffix: str = (
        ""  # what keeps a name apart from those of another capability's resources, where a cloud has them in one place
    )
    namespace: bool = False  # whether environments are kept apart otherwise than by names
    doc: str = ""

    def spelled(self, name: str) -> str:
        """A name with the separator that the cloud takes, and the suffix that the service has."""
        return (name + self.suffix).replace("-", self.separator)


@dataclass(frozen=True, slots=True)
class Address:
    """What native code needs instead of a resource's name, and only a deployment knows: a URL, an ARN.

    It reaches the program in the environment variable that the pattern `environment` ("{NAME}_QUEUE_URL") makes of the
    logical name, and is the `output` of the service's OpenTofu module.
    """

    environment: str
    output: str

    def variable(self, name: str) -> str:
        """The environment variable of one resource: ORDERS_QUEUE_URL."""
        made = self.environment.replace("{NAME}", re.sub(r"[^A-Z0-9]", "_", name.upper()))
        return f"_{made}" if made[0].isdigit() else made


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit of the service with the page it was read from."""

    name: str
    value: Any
    unit: str
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another service of the same capability, and when to prefer it."""

    service: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """One service of a cloud: `storage/s3`."""

    id: str
    name: str
    description: str
    capability: str
    module: str  # the folder under infra/modules/
    apis: tuple[str, ...]
    resource_parameter: str  # the parameter that names the resource: "bucket"
    resource_noun: str
    physical_name: NameRules
    limits: tuple[Limit, ...]
    alternatives: tuple[Alternative, ...]
    settings: Mapping[str, Any]  # JSON Schema of what infrar.yaml may set
    defaults: Mapping[str, Any]  # values of settings where nothing is said
    shared: Mapping[str, Any]  # a module that resources of an environment share; {} when each stands alone
    folder: str  # relative to the provider's root
    written: Later[RuleBook | None]
    written_async: Later[RuleBook | None]
    surfaces: tuple[str, ...]  # what it has rules for: "storage", "aio.storage"
    address: Address | None = None  # None where code gets along with names
    access: Mapping[str, Any] = field(
        default_factory=dict
    )  # what the provider's identity template knows of its permissions
    arguments: Mapping[str, str] = field(default_factory=dict)  # of its module, as HCL
    is_default: bool = False

    @property
    def rules(self) -> RuleBook | None:
        return self.written.get()

    @property
    def async_rules(self) -> RuleBook | None:
        return self.written_async.get()

    def book(self, surface: str) -> RuleBook | None:
        """The rules of the capability ("storage") or of its asynchronous twin ("aio.storage")."""
        return self.rules if surface == self.capability else self.async_rules

    @property
    def terraform(self) -> str:
        """The folder of its OpenTofu module, relative to the provider's root."""
        return f"{self.folder}/terraform"


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider folder, read and checked."""

    id: str
    name: str
    description: str
    folder: Folder
    terraform: TerraformProvider
    default_region: str
    default_services: Mapping[str, str]  # capability → service id
    services: tuple[Service, ...]
    regions: tuple[Region, ...]
    variables: Mapping[str, Any]  # default values of Terraform variables
    tags: Mapping[str, str]
    priced: Later[Pricing | None]
    authenticated: Later[tuple[AuthenticationMethod, ...]]
    naming: NameRules | None = None
    unsupported: Mapping[str, str] = field(default_factory=dict)  # capability → why the cloud has nothing for it

    @property
    def root(self) -> Path:
        return self.folder.root

    @property
    def pricing(self) -> Pricing | None:
        return self.priced.get()

    @property
    def authentication(self) -> tuple[AuthenticationMethod, ...]:
        return self.authenticated.get()

    @property
    def capabilities(self) -> tuple[str, ...]:
        return tuple(sorted({service.capability for service in self.services}))

    def service(self, identifier: str) -> Service | None:
        return next((service for service in self.services if service.id == identifier), None)

    def service_for(self, capability: str, choice: str | None = None) -> Service | None:
        """The service that `choice` names (its id, or the last part of it), else the default one; None when there is
        none.
        """
        if choice is None:
            return self.service(self.default_services.get(capability, ""))
        offered = (service for service in self.services if service.capability == capability)
        return next((service for service in offered if choice in {service.id, service.id.rpartition("/")[2]}), None)

    def rules_for(self, surface: str, choice: str | None = None) -> RuleBook | None:
        service = self.service_for(family(surface), choice)
        return service.book(surface) if service else None

    def text(self, path: str) -> str:
        """A text file of the folder; `path` is relative with forward slashes. A `PluginError` when it is not there."""
        return self.folder.text(path)

    def files(self, pattern: str) -> tuple[str, ...]:
        """The files that match a glob such as `services/storage/s3/terraform/*.tf`, sorted."""
        return self.folder.files(pattern)


@dataclass(frozen=True, slots=True)
class Providers:
    """What was loaded: providers by id, the catalog with what plugins add to it, and template filters by name."""

    all: tuple[Provider, ...]
    catalog: Catalog
    filters: Mapping[str, Callable[..., str]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Provider]:
        return iter(self.all)

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(provider.id for provider in self.all)

    def get(self, identifier: str) -> Provider | None:
        return next((provider for provider in self.all if provider.id == identifier), None)

    def __getitem__(self, identifier: str) -> Provider:
        provider = self.get(identifier)
        if provider is None:
            known = ", ".join(self.ids) or "none"
            raise PluginError([Finding("", 0, "", f'there is no provider "{identifier}" (known: {known})')])
        return provider
