"""The permissions that uses ask for, merged into the fewest that say exactly the same.

In: touches. Out: sorted grants. An action on a resource holds for all keys that some use needs it for, and no others;
actions with the same keys stand together. Each grant lists the uses that call for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from infrar_engine.model import Grant, UseSite
from infrar_engine.plan.keys import patterns, reduced
from infrar_engine.plan.values import ResourceKey, Touch

UNIT = "app"
_Place: TypeAlias = tuple[str, str, str, str, str, str]  # resource, service, scope, role, output, action


@dataclass(slots=True)
class _Need:
    """What is known so far of one action on one resource."""

    keys: set[str] | None = field(default_factory=set)  # None: the resource itself, whatever the key
    operations: set[str] = field(default_factory=set)
    uses: set[UseSite] = field(default_factory=set)
    reasons: set[str] = field(default_factory=set)


def merge_grants(touches: Iterable[Touch], identifiers: Mapping[ResourceKey, str]) -> tuple[Grant, ...]:
    """`identifiers` has the HCL identifier of each resource that is planned."""
    needs: dict[_Place, _Need] = {}
    for touch in touches:
        for rule in touch.grants:
            keys = patterns(touch.use, rule.keys) if rule.keys is not None else None
            places = (
                [""] if rule.scope == "shared" else [identifiers[r] for r in touch.keys(rule.on) if r in identifiers]
            )
            for identifier in places:
                for action in rule.actions:
                    place = (identifier, touch.service.id, rule.scope, rule.role, rule.output, action)
                    _add(needs.setdefault(place, _Need()), touch, keys, rule.reason)
    groups: dict[tuple[str, str, str, str, str, tuple[str, ...] | None], dict[str, _Need]] = {}
    for (identifier, service, scope, role, output, action), need in needs.items():
        narrowed = reduced(need.keys) if need.keys is not None else None
        groups.setdefault((identifier, service, scope, role, output, narrowed), {})[action] = need
    return tuple(sorted((_grant(*group, members) for group, members in groups.items()), key=_order))


def _add(need: _Need, touch: Touch, keys: tuple[str, ...] | None, reason: str) -> None:
    if keys is None:
        need.keys = None
    elif need.keys is not None:
        need.keys.update(keys)
    need.operations.add(touch.use.operation.id)
    need.uses.add(touch.site)
    if reason:
        need.reasons.add(reason)


def _grant(
    identifier: str,
    service: str,
    scope: str,
    role: str,
    output: str,
    keys: tuple[str, ...] | None,
    members: Mapping[str, _Need],
) -> Grant:
    return Grant(
        unit=UNIT,
        actions=tuple(sorted(members)),
        resource=identifier,
        scope=scope,
        keys=keys,
        operations=tuple(sorted({name for need in members.values() for name in need.operations})),
        uses=tuple(sorted({use for need in members.values() for use in need.uses})),
        role=role,
        service=service,
        output=output,
        reason="; ".join(sorted({reason for need in members.values() for reason in need.reasons})),
    )


def _order(grant: Grant) -> tuple[str, str, str, bool, tuple[str, ...], tuple[str, ...], str, str]:
    return (
        grant.resource,
        grant.service,
        grant.scope,
        grant.keys is None,
        grant.keys or (),
        grant.actions,
        grant.role,
        grant.output,
    )
