"""infrar-build.json: what was done and why, for people who review a build and tools that read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from infrar_engine.model import Diagnostic, Grant, Match, Resource, ResourcePlan, ServiceChoice, UseSite
from infrar_engine.plugins.values import Provider
from infrar_engine.rewrite import Rewritten
from infrar_engine.rewrite.source_map import file_map
from infrar_engine.source.discovery import Discovered

VERSION = 1


def build_record(
    environment: str,
    found: Discovered,
    matches: Sequence[Match],
    choices: Sequence[ServiceChoice],
    plan: ResourcePlan | None,
    rewritten: Rewritten | None,
    diagnostics: Sequence[Diagnostic],
    provider: Provider,
    requirements: Sequence[str],
) -> dict[str, Any]:
    """The record without its `inputs`, which `with_inputs` adds."""
    return {
        "version": VERSION,
        "project": plan.project if plan is not None else found.project.name,
        "environment": environment,
        "provider": provider.id,
        "inputs": {},
        "services": [{"capability": c.capability, "service": c.service, "reason": c.reason} for c in choices],
        "rules": sorted({f"{m.service}:{m.use.operation.id}" for m in matches}),
        "requirements": list(requirements) if matches else [],
        "diagnostics": [_diagnostic(d) for d in diagnostics],
        "source_maps": _source_maps(found, rewritten),
        "resources": [_resource(r) for r in plan.resources] if plan is not None else [],
        "grants": [_grant(g, plan) for g in plan.grants] if plan is not None else [],
    }


def _source_maps(found: Discovered, rewritten: Rewritten | None) -> dict[str, Any]:
    if rewritten is None:
        return {}
    known = found.project.files
    return {path: file_map(known.get(path), edits) for path, edits in sorted(rewritten.edits.items()) if edits}


def _diagnostic(d: Diagnostic) -> dict[str, Any]:
    place = d.location
    out: dict[str, Any] = {"code": d.code, "severity": d.severity.value, "message": d.message, "hint": d.hint}
    if place is not None:
        cell = {"cell": place.cell} if place.cell is not None else {}
        out |= {"path": place.path, **cell, "line": place.line, "column": place.column}
    return out


def _uses(uses: Sequence[UseSite]) -> list[dict[str, Any]]:
    return [{"path": use.path, **({"cell": use.cell} if use.cell else {}), "line": use.line} for use in uses]


def _resource(r: Resource) -> dict[str, Any]:
    named = {"variable": r.variable.name} if r.variable is not None else {}
    if r.physical_name is not None:
        named["physical_name"] = r.physical_name
    return (
        {"capability": r.capability, "service": r.service, "name": r.name}
        | named
        | {
            "operations": list(r.operations),
            "uses": _uses(r.uses),
        }
    )


def _grant(g: Grant, plan: ResourcePlan) -> dict[str, Any]:
    names = {resource.identifier: resource.name for resource in plan.resources}
    return {
        "unit": g.unit,
        "actions": list(g.actions),
        "service": g.service,
        "resource": names.get(g.resource, g.resource),
        "scope": g.scope,
        "keys": list(g.keys) if g.keys is not None else None,
        "operations": list(g.operations),
        "uses": _uses(g.uses),
    }
