"""The programs that a provider is tried with: those that its services can run."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from types import MappingProxyType

from infrar_engine.conformance.programs import Program, programs
from infrar_engine.conformance.twins import asynchronous_programs
from infrar_engine.model import AIO
from infrar_engine.plugins.rules import RuleBook
from infrar_engine.plugins.values import Providers, Service


def suite(
    providers: Providers, name: str, choices: Mapping[str, str] = MappingProxyType({}), only: str = ""
) -> tuple[Program, ...]:
    """All programs that one provider's services can run, of all capabilities or of one; asynchronous ones where there are rules.

    `choices` are services other than the provider's defaults, by capability.
    """
    found: list[Program] = []
    for capability in providers.catalog.capabilities:
        service = providers[name].service_for(capability.name, choices.get(capability.name))
        if service is not None and only in ("", capability.name):
            found += programs_of(service, providers)
    return tuple(found)


def programs_of(service: Service, providers: Providers) -> tuple[Program, ...]:
    """The programs of a service's capability that use nothing which it says it can't do."""
    found = list(programs(service.capability))
    if f"{AIO}{service.capability}" in service.surfaces:
        found += asynchronous_programs(providers.catalog, service.capability)
    rules = service.rules
    return tuple(each for each in found if rules is not None and can_run(rules, each))


def can_run(rules: RuleBook, program: Program) -> bool:
    """Whether no call in the program names a parameter, or is of an operation, that the service can't honour."""
    refused = {(rule.name, parameter) for rule in rules.rules for parameter, _ in rule.unsupported}
    missing = {name for name, _ in rules.unsupported}
    for node in ast.walk(ast.parse(program.text)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in missing or any((name, keyword.arg) in refused for keyword in node.keywords):
                return False
    return True
