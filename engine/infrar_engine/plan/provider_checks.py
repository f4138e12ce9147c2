"""What infrar.yaml says in a provider's words: regions, services, capabilities, settings, variables.

In: the configuration, the environment and the provider. Out: diagnostics that point into infrar.yaml, each with the
nearest name that there is. It stands here, and not beside the reading of infrar.yaml, because that needs no provider.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from infrar_engine.config import Config, Environment
from infrar_engine.model import Diagnostic, Severity, renamed
from infrar_engine.plugins.values import Provider, Service
from infrar_engine.schemas import Key, closest, validate

_DECLARED = re.compile(r'^variable "(\w+)"', re.MULTILINE)


def check_config(config: Config, environment: str | None, provider: Provider) -> Iterator[Diagnostic]:
    """Everything about regions, services and capabilities."""
    yield from _services(config, ("services",), config.services, provider)
    for entry in config.resources:
        if entry.capability is not None and entry.capability not in provider.capabilities:
            key = ("resources", entry.name, "capability")
            yield _unknown(config, key, f"{provider.name} has no capability", entry.capability, provider.capabilities)
    if environment is not None:
        own = config.environment(environment)
        here = ("environments", environment)
        regions = [region.id for region in provider.regions]
        if own.region is not None and regions and own.region not in regions:
            yield _unknown(config, (*here, "region"), f"{provider.name} has no region", own.region, regions)
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
            place, at_key = (*key, *problem.key), problem.at_key
            hint = "" if problem.meant else f"`infrar providers show` lists the settings of {service.name}"
            wrong = str(place[-1]) if at_key else ""
            yield report("INF506", config, place, message, of_key=at_key, hint=hint, wrong=wrong, meant=problem.meant)


def check_variables(config: Config, environment: Environment, known: Collection[str]) -> Iterator[Diagnostic]:
    """Values for Terraform variables that the configuration doesn't have."""
    for name in environment.variables:
        if name not in known:
            key = ("environments", environment.name, "variables", name)
            yield _unknown(config, key, "there is no Terraform variable", name, known, of_key=True)


def declared_variables(provider: Provider) -> tuple[str, ...]:
    """The Terraform variables that the provider's own templates may declare."""
    patterns = ("terraform-config/*.tmpl", "services/*/*/root.tf.tmpl")
    texts = (provider.text(path) for pattern in patterns for path in provider.files(pattern))
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
    wrong: str = "",
    meant: str | None = None,
) -> Diagnostic:
    """A diagnostic about a place in infrar.yaml, at which `meant` was probably meant by `wrong`."""
    where = config.location(key, of_key=of_key)
    fixes = renamed(where, wrong, meant)
    hint = hint or (f"write {meant} here" if meant else "")
    return Diagnostic(code, severity, f"{config.document.spell(key)}: {message}", where, hint, fixes=fixes)


def _services(config: Config, here: Key, chosen: Mapping[str, str], provider: Provider) -> Iterator[Diagnostic]:
    for capability, service in chosen.items():
        offered = [each.id for each in provider.services if each.capability == capability]
        if capability not in provider.capabilities:
            what = f"{provider.name} has no capability"
            yield _unknown(config, (*here, capability), what, capability, provider.capabilities, of_key=True)
        elif provider.service_for(capability, service) is None:
            what = f"{provider.name} has, for {capability}, no service"
            yield _unknown(config, (*here, capability), what, service, offered)


def _unknown(
    config: Config, key: Key, what: str, name: str, known: Collection[str], *, of_key: bool = False
) -> Diagnostic:
    """`what` says what is lacking; the message ends with the nearest name that there is, or with all of them."""
    meant = closest(name, known)
    listed = ", ".join(sorted(known)) or "none"
    end = f'; did you mean "{meant}"?' if meant else f" (known: {listed})"
    hint = "" if meant else (f"take one of {listed}" if known else "take it out")
    message = f'{what} "{name}"{end}'
    return report("INF507", config, key, message, of_key=of_key, hint=hint, wrong=name, meant=meant)
