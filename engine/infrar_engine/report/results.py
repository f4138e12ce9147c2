"""What a scan found and what a build made → tables for people, values for JSON.

In: the uses and matches, the plan and the written files. Out: rows and plain values.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from infrar_engine.model import (
    Argument,
    Choice,
    Dynamic,
    FromEnvironment,
    GrantRule,
    Literal,
    Match,
    OperationUse,
    Prefixed,
    ResourcePlan,
    ServiceChoice,
    Value,
)
from infrar_engine.report.tables import table
from infrar_engine.report.targets import counted
from infrar_engine.report.terminal import Terminal
from infrar_engine.report.text import place_text

Matches = Mapping[str, Sequence[Match]]
"""The matches of each provider."""
Choices = Mapping[str, Sequence[ServiceChoice]]
"""The services of each provider."""


def scan_text(uses: Sequence[OperationUse], matches: Matches, choices: Choices, terminal: Terminal) -> str:
    """Three tables: where the code uses what, which services stand for that on each provider and why, and which permissions it takes."""
    rows = [(use.operation.id, ", ".join(_resources(use)) or "-", _place(use)) for use in uses]
    text = table(("operation", "resource", "where"), rows, terminal)
    chosen = [
        (provider, each.capability, each.service, each.reason)
        for provider, found in sorted(choices.items())
        for each in found
    ]
    if chosen:
        text += "\n" + table(("provider", "capability", "service", "why"), chosen, terminal)
    needed = [
        (provider, operation, ", ".join(actions) or "none")
        for provider, found in sorted(matches.items())
        for operation, actions in _actions(found).items()
    ]
    if needed:
        text += "\n" + table(("provider", "operation", "permissions"), needed, terminal)
    return text


def scan_json(uses: Sequence[OperationUse], matches: Matches, choices: Choices) -> dict[str, Any]:
    """`uses` and `services` as `infrar scan --json` has them."""
    services = {
        provider: [{"capability": each.capability, "service": each.service, "reason": each.reason} for each in found]
        for provider, found in sorted(choices.items())
    }
    return {"uses": [_use_json(use, matches) for use in uses], "services": services}


def build_rows(
    changed: int, uses: Sequence[OperationUse], plan: ResourcePlan | None, paths: Collection[str]
) -> list[tuple[str, str, str]]:
    """What was made, how much of it, and the path in the output folder where to look."""
    rows = []
    application = [path for path in paths if path.startswith("app/")]
    if application:
        rows.append(("files", f"{len(application)}, {changed} rewritten", "app/"))
    operations = len({use.operation.id for use in uses})
    rows.append(("uses", f"{len(uses)}, {counted(operations, 'operation')}", ""))
    if plan is not None:
        rows.append(("resources", str(len(plan.resources)), _first(paths, "infra/main.tf", "infra/")))
        rows.append(("grants", str(len(plan.grants)), _first(paths, "infra/identity.tf", "infra/")))
    rows.append(("record", "what was done and why", "infrar-build.json"))
    return rows


def _first(paths: Collection[str], path: str, otherwise: str) -> str:
    return path if path in paths else otherwise


def _use_json(use: OperationUse, matches: Matches) -> dict[str, Any]:
    place = use.location
    found = {provider: next((each for each in given if each.use == use), None) for provider, given in matches.items()}
    return {
        "operation": use.operation.id,
        "kind": use.kind.value,
        "path": place.path,
        "cell": place.cell,
        "line": place.line,
        "column": place.column,
        "resources": [{"parameter": each.parameter, **_value_json(each.value)} for each in _naming(use)],
        "permissions": {
            provider: {"service": match.service, "grants": [_grant_json(grant) for grant in match.grants]}
            for provider, match in sorted(found.items())
            if match is not None
        },
    }


def _grant_json(grant: GrantRule) -> dict[str, Any]:
    return {"actions": list(grant.actions), "on": grant.on, "keys": grant.keys, "scope": grant.scope}


def _value_json(value: Value) -> dict[str, Any]:
    if isinstance(value, Literal):
        return {"name": value.value}
    if isinstance(value, FromEnvironment):
        return {"environment_variable": value.variable}
    if isinstance(value, Prefixed):
        return {"prefix": value.prefix}
    if isinstance(value, Choice):
        return {"one_of": [_value_json(each) for each in value.values]}
    return {"unknown": value.reason}


def _naming(use: OperationUse) -> Iterable[Argument]:
    """The arguments that name resources: the SDK's types for them end in `Name`."""
    for argument in use.arguments:
        parameter = use.operation.parameter(argument.parameter)
        if parameter is not None and parameter.role.endswith("Name"):
            yield argument


def _resources(use: OperationUse) -> Iterable[str]:
    return dict.fromkeys(_value_text(argument.value) for argument in _naming(use) if argument.type != "none")


def _value_text(value: Value) -> str:
    if isinstance(value, Literal):
        return str(value.value)
    if isinstance(value, FromEnvironment):
        return f"${value.variable}"
    if isinstance(value, Prefixed):
        return f"{value.prefix}..."
    if isinstance(value, Dynamic):
        return "?"
    return " or ".join(_value_text(each) for each in value.values)


def _place(use: OperationUse) -> str:
    return place_text(use.location)


def _actions(matches: Sequence[Match]) -> dict[str, list[str]]:
    """The permissions of each operation that is used."""
    found: dict[str, set[str]] = {}
    for match in matches:
        actions = found.setdefault(match.use.operation.id, set())
        actions.update(action for grant in match.grants for action in grant.actions)
    return {operation: sorted(actions) for operation, actions in sorted(found.items())}
