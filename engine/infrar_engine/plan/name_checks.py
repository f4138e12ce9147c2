"""Names that a cloud refuses, names that two resources would share, and settings that only a person can know.

In: resources with their names and settings. Out: diagnostics with the way out. They are errors: Terraform would find out too, but
half-way through.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from infrar_engine.model import Diagnostic, Resource, Severity, SourceLocation
from infrar_engine.plan.values import Scene, Touch
from infrar_engine.plugins.values import Service


def refused(name: str, physical: str, problem: str, service: Service, touches: Sequence[Touch]) -> Diagnostic:
    """`physical` is no name for a resource of the service, for the reason `problem`."""
    way_out = "rename it in the code" if name == physical else "change the environment's `naming`"
    source = f" (see {service.physical_name.doc})" if service.physical_name.doc else ""
    return Diagnostic(
        code="INF402",
        severity=Severity.ERROR,
        message=f'{service.name} can\'t have a {service.resource_noun} called "{physical}": {problem}',
        location=_first(touches),
        hint=f'{way_out}, or give "{name}" a `physical_name` below `resources:` in infrar.yaml{source}',
    )


def collisions(
    resources: Sequence[Resource], touches: Mapping[str, Sequence[Touch]], scene: Scene
) -> Iterator[Diagnostic]:
    """Resources of one service that would have one name in the cloud. `touches` are the uses of each, by identifier."""
    owners: dict[tuple[str, str], list[Resource]] = {}
    for resource in resources:
        name = scene.certain_name(resource)
        if name is not None:
            owners.setdefault((resource.service, name), []).append(resource)
    for (_, name), sharing in sorted(owners.items()):
        if len(sharing) > 1:
            listed = " and ".join(f"{each.identifier}{_place(each)}" for each in sharing)
            yield Diagnostic(
                code="INF403",
                severity=Severity.ERROR,
                message=f'{listed} would {"both" if len(sharing) == 2 else "all"} be called "{name}"',
                location=_first([touch for each in sharing[1:] for touch in touches.get(each.identifier, ())]),
                hint="give one a `physical_name` below `resources:` in infrar.yaml, or say there with "
                "`from_environment` that an environment variable names the same one",
            )


def unset(
    name: str, settings: Mapping[str, object], service: Service, touches: Sequence[Touch]
) -> Iterator[Diagnostic]:
    """Settings that the service can't do without, and that have no default."""
    for setting in service.settings.get("required", ()):
        if setting not in settings:
            described = service.settings["properties"][setting].get("description", "")
            yield Diagnostic(
                code="INF404",
                severity=Severity.ERROR,
                message=f'the {service.resource_noun} "{name}" needs a setting that only you can know: {setting}',
                location=_first(touches),
                hint=f'in infrar.yaml: resources: {{"{name}": {{settings: {{{setting}: …}}}}}}{described and f" ({described})"}',
            )


def _first(touches: Sequence[Touch]) -> SourceLocation | None:
    return min((touch.use.location for touch in touches), default=None)


def _place(resource: Resource) -> str:
    if not resource.uses:
        return ""
    first = resource.uses[0]
    cell = f":cell {first.cell}" if first.cell else ""
    return f" ({first.path}{cell}:{first.line})"
