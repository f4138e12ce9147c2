"""What a service says it can't do is an error of a build, at the call, and `Unsupported` where a program runs untransformed."""

from __future__ import annotations

import asyncio
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest

from infrar import errors
from infrar_engine.model import Operation
from infrar_engine.pipeline import Request, run
from infrar_engine.plugins import load_providers
from infrar_engine.plugins.rules import RuleBook
from infrar_engine.plugins.values import Service
from infrar_engine.runtime import portable_source

BUILT_IN = ("aws", "azure", "gcp")
GIVEN = {  # what calls give, as source text
    **dict.fromkeys(("queue", "topic", "table", "bucket", "cache", "database", "sender"), '"orders"'),
    **dict.fromkeys(("name", "key", "path", "source", "destination", "body", "value", "subject", "group"), '"one"'),
    **dict.fromkeys(("dedup_id", "ordering_key", "version", "prefix"), '"one"'),
    **dict.fromkeys(("delay", "ttl", "lease"), "60"),
    "to": '"a@example.com"',
}
MESSAGE = 'Message("1", b"one", {}, None, ("orders", "1"))'


def refusals() -> list[Any]:
    found = []
    for provider in load_providers(BUILT_IN):
        for service in provider.services:
            for surface in service.surfaces:
                rules = service.book(surface)
                assert rules is not None
                refused = [(rule.name, parameter, why) for rule in rules.rules for parameter, why in rule.unsupported]
                refused += [(operation, "", why) for operation, why in rules.unsupported]
                found += [
                    pytest.param(provider.id, service, rules, *each, id=f"{service.id}-{surface}.{each[0]}-{each[1]}")
                    for each in refused
                ]
    return found


@pytest.mark.parametrize(("provider", "service", "rules", "name", "parameter", "why"), refusals())
def test_what_a_service_can_not_do(
    provider: str, service: Service, rules: RuleBook, name: str, parameter: str, why: str
) -> None:
    operation = rules.capability.operation(name)
    assert operation is not None
    assert built(provider, service, rules, operation, parameter) == [(3, "INF302", True)], why
    assert why in ran(rules, operation, parameter)


def built(provider: str, service: Service, rules: RuleBook, operation: Operation, parameter: str) -> list[Any]:
    """Line, code and whether the reason is told, of what a build says."""
    module = rules.capability.module
    package, _, last = module.rpartition(".")
    made = f"{last}.{call(operation, parameter, last)}"
    made = f"async def main() -> None: await {made}" if operation.asynchronous else made
    text = f"from {package} import {last}\n\n{made}\n"
    result = run(
        Request(
            None,
            provider=provider,
            infrastructure=False,
            text=text.encode(),
            filename="app.py",
            layout="mirror",
            services=((service.capability, service.id),),
        )
    )
    reason = (
        dict(rules.unsupported).get(operation.name)
        or dict(next(rule.unsupported for rule in rules.rules if rule.name == operation.name))[parameter]
    )
    assert all(each.hint for each in result.diagnostics)
    return [
        (each.location.line if each.location else 0, each.code, reason in each.message) for each in result.diagnostics
    ]


def ran(rules: RuleBook, operation: Operation, parameter: str) -> str:
    """What is raised without a build; nothing of the cloud is asked for that."""
    sdk = import_module(rules.capability.module)
    module: dict[str, Any] = {
        "_native": SimpleNamespace(_infrar_sdk=sdk),
        "_infrar_place": lambda name: name,
        "sdk": sdk,
    }
    exec(portable_source(rules), module)
    made = call(operation, parameter, "sdk")
    with pytest.raises(errors.Unsupported) as raised:
        asyncio.run(eval(made, module)) if operation.asynchronous else eval(made, module)
    return str(raised.value)


def call(operation: Operation, parameter: str, module: str) -> str:
    """A call with what is required, and the parameter that can't be honoured; `module` is what the SDK's is called."""
    own = {each.name: f"{module}.{MESSAGE}" for each in operation.parameters if each.carried == "Message"}
    values = {**GIVEN, **own}
    given = [
        f"{each.name}={values[each.name]}" for each in operation.parameters if each.required or each.name == parameter
    ]
    return f"{operation.name}({', '.join(given)})"


def test_something_is_refused_on_each_cloud() -> None:
    assert {each.values[0] for each in refusals()} == set(BUILT_IN)
