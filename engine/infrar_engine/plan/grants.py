"""The permissions that uses ask for, merged into the fewest that say exactly the same.

In: touches. Out: sorted grants. An action on a resource holds for all keys that some use needs it for, and no others;
actions with the same keys stand together. Each grant lists the uses that call for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from infrar_engine.model import Grant, UseSite
from infrar_engine.plan.keys import patterns, reduced
from infrar_engine.plan.values import ResourceKey, Touch

UNIT = "app"


@dataclass(slots=True)
class _Need:
    """What is known so far of one action on one resource."""

    keys: set[str] | None = field(default_factory=set)  # None: the resource itself, whatever the key
    operations: set[str] = field(default_factory=set)
    uses: set[UseSite] = field(default_factory=set)
    reasons: set[str] = field(default_factory=set)


def merge_grants(touches: Iterable[Touch], identifiers: Mapping[ResourceKey, str]) -> tuple[Grant, ...]:
    """`identifiers` has the HCL identifier of each resource that is planned."""
    needs: dict[tuple[str, str, str, str], _Need] = {}  # resource, scope, role, action
    for touch in touches:
        for rule in touch.grants:
            keys = patterns(touch.use, rule.keys) if rule.keys is not None else None
            for resource in touch.keys(rule.on):
                for action in rule.actions:
                    if resource in identifiers:
                        place = (identifiers[resource], rule.scope, rule.role, action)
                        _add(needs.setdefault(place, _Need()), touch, keys, rule.reason)
    groups: dict[tuple[str, str, str, tuple[str, ...] | None], dict[str, _Need]] = {}
    for (identifier, scope, role, action), need in needs.items():
        narrowed = reduced(need.keys) if need.keys is not None else None
        groups.setdefault((identifier, scope, role, narrowed), {})[action] = need
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


def _grant(identifier: str, scope: str, role: str, keys: tuple[str, ...] | None, members: Mapping[str, _Need]) -> Grant:
    return Grant(
        unit=UNIT,
        actions=tuple(sorted(members)),
        resource=identifier,
        scope=scope,
        keys=keys,
        operations=tuple(sorted({name for need in members.values() for name in need.operations})),
        uses=tuple(sorted({use for need in members.values() for use in need.uses})),
        role=role,
        reason="; ".join(sorted({reason for need in members.values() for reason in need.reasons})),
    )


def _order(grant: Grant) -> tuple[str, str, bool, tuple[str, ...], tuple[str, ...], str]:
    return grant.resource, grant.scope, grant.keys is None, grant.keys or (), grant.actions, grant.role
