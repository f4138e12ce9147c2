"""What infrar.yaml says in a provider's words: regions, services, capabilities, settings, variables.

In: the configuration, the environment and the provider. Out: diagnostics that point into infrar.yaml, each with the
nearest name that there is. It stands here, and not beside the reading of infrar.yaml, because that needs no provider.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from infrar_engine.config import Config, Environment
from infrar_engine.model import Diagnostic, Severity
from infrar_engine.plugins.values import Provider, Service
from infrar_engine.schemas import Key, closest, validate

_DECLARED = re.compile(r'^variable "(\w+)"', re.MULTILINE)


def check_config(config: Config, environment: str | None, provider: Provider) -> Iterator[Diagnostic]:
    """Everything about regions, services and capabilities."""
    yield from _services(config, ("services",), config.services, provider)
    for entry in config.resources:
        if entry.capability is not None and entry.capability not in provider.capabilities:
            message = f"{provider.name} has no capability {_named(entry.capability, provider.capabilities)}"
            yield report("INF507", config, ("resources", entry.name, "capability"), message)
    if environment is not None:
        own = config.environment(environment)
        here = ("environments", environment)
        regions = [region.id for region in provider.regions]
        if own.region is not None and regions and own.region not in regions:
            message = f"{provider.name} has no region {_named(own.region, regions)}"
            yield report("INF507", config, (*here, "region"), message)
        yield from _services(config, (*here, "services"), own.services, provider)


def check_settings(config: Config, environment: str | None, name: str, service: Service) -> Iterator[Diagnostic]:
    """Settings of one resource against the schema of its service, at the top and in the environment."""
    schema = {"type": "object", "additionalProperties": False, **service.settings}
    places: list[tuple[Key, Mapping[str, Any]]] = [
        (("resources", name, "settings"), entry.settings) for entry in config.resources if entry.name == name
    ]
    if environment is not None:
        own = config.environment(environment).resources
        key: Key = ("environments", environment, "resources", name, "settings")
        places += [(key, entry.settings) for entry in own if entry.name == name]
    for key, settings in places:
        for problem in validate(settings, schema):
            message = f"{service.id}: {problem.message}"
            yield report("INF506", config, (*key, *problem.key), message, of_key=problem.at_key)


def check_variables(config: Config, environment: Environment, known: Collection[str]) -> Iterator[Diagnostic]:
    """Values for Terraform variables that the configuration doesn't have."""
    for name in environment.variables:
        if name not in known:
            message = f"there is no Terraform variable {_named(name, known)}"
            key = ("environments", environment.name, "variables", name)
            yield report("INF507", config, key, message, of_key=True)


def declared_variables(provider: Provider) -> tuple[str, ...]:
    """The Terraform variables that the provider's own templates may declare."""
    texts = (provider.text(path) for path in provider.files("terraform-config/*.tmpl"))
    return tuple(sorted({name for text in texts for name in _DECLARED.findall(text)}))


def report(
    code: str,
    config: Config,
    key: Key,
    message: str,
    *,
    of_key: bool = False,
    hint: str = "",
    severity: Severity = Severity.ERROR,
) -> Diagnostic:
    """A diagnostic about a place in infrar.yaml."""
    where = config.location(key, of_key=of_key)
    return Diagnostic(code, severity, f"{config.document.spell(key)}: {message}", where, hint)


def _services(config: Config, here: Key, chosen: Mapping[str, str], provider: Provider) -> Iterator[Diagnostic]:
    for capability, service in chosen.items():
        offered = [each.id for each in provider.services if each.capability == capability]
        if capability not in provider.capabilities:
            message = f"{provider.name} has no capability {_named(capability, provider.capabilities)}"
            yield report("INF507", config, (*here, capability), message, of_key=True)
        elif provider.service_for(capability, service) is None:
            message = f"{provider.name} has no service {_named(service, offered)} for {capability}"
            yield report("INF507", config, (*here, capability), message)


def _named(name: str, known: Collection[str]) -> str:
    meant = closest(name, known)
    return f'"{name}"; did you mean "{meant}"?' if meant else f'"{name}" (known: {", ".join(sorted(known)) or "none"})'
