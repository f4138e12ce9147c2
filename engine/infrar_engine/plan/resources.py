"""The resources that touches and infrar.yaml call for, with their names.

In: touches, entries of infrar.yaml, the naming of the environment. Out: sorted `Resource`s, the identifier of each
key, and diagnostics about names. One resource stands for one logical name or one environment variable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from infrar_engine.config import ResourceEntry
from infrar_engine.model import Diagnostic, FromEnvironment, Resource, Severity, Variable, Wire
from infrar_engine.plan.name_checks import collisions, refused, unset
from infrar_engine.plan.naming import Identifiers, NameRefusedError, forbidden, hcl_name
from infrar_engine.plan.provider_checks import check_settings, report
from infrar_engine.plan.targets import sort_key
from infrar_engine.plan.values import Found, ResourceKey, Scene, Touch
from infrar_engine.plugins.values import Service
from infrar_engine.schemas import closest


@dataclass(slots=True)
class _Wanted:
    """A resource before it has a name: its key, the service that stands for it, what touches it."""

    key: ResourceKey
    service: Service
    touches: list[Touch]


def find_resources(touches: Sequence[Touch], scene: Scene) -> Found:
    """Resources of the code, and those that infrar.yaml declares."""
    wanted = _wanted(touches)
    diagnostics = list(_unused(scene, wanted))
    for entry in scene.entries.values():
        service = _declared(entry, scene)
        if service is not None:
            key = ResourceKey(service.capability, entry.name)
            wanted.setdefault(key, _Wanted(key, service, []))
    shared = {hcl_name(each.service.shared["module"]) for each in wanted.values() if each.service.shared}
    modules, variables = Identifiers(shared), Identifiers(scene.variables)
    resources, identifiers = [], {}
    for key in sorted(wanted, key=sort_key):
        each = wanted[key]
        identifiers[key] = modules.take(key.name, each.service.resource_noun)
        plain = _plain(each, identifiers[key])
        resource, problems = (_by_name if key.variable is None else _by_variable)(plain, each, scene, variables)
        resources.append(resource)
        diagnostics += problems
    by_identifier = {identifiers[key]: wanted[key].touches for key in wanted}
    diagnostics += collisions(resources, by_identifier, scene)
    return Found(tuple(resources), identifiers, tuple(diagnostics))


def _wanted(touches: Sequence[Touch]) -> dict[ResourceKey, _Wanted]:
    wanted: dict[ResourceKey, _Wanted] = {}
    for touch in touches:
        for key in sorted({key for _, keys in touch.targets for key in keys}, key=sort_key):
            wanted.setdefault(key, _Wanted(key, touch.service, [])).touches.append(touch)
    return wanted


def _plain(each: _Wanted, identifier: str) -> Resource:
    """The resource with neither physical name nor variable."""
    return Resource(
        capability=each.key.capability,
        service=each.service.id,
        name=each.key.name,
        identifier=identifier,
        physical_name=None,
        variable=None,
        operations=tuple(sorted({touch.use.operation.id for touch in each.touches})),
        uses=tuple(sorted({touch.site for touch in each.touches})),
        settings=tuple(sorted(each.service.defaults.items())),
        wire=_wire(each),
    )


def _wire(each: _Wanted) -> Wire | None:
    """Where the code finds the resource; one whose name is in a variable of the program's own is found through that."""
    address = each.service.address
    if address is None:
        return None
    return Wire(each.key.variable or address.variable(each.key.name), address.output)


def _by_name(plain: Resource, each: _Wanted, scene: Scene, variables: Identifiers) -> tuple[Resource, list[Diagnostic]]:
    """A resource with a logical name, and perhaps an entry in infrar.yaml."""
    rules = each.service.physical_name
    entry = scene.entry(each.key)
    if entry is not None and entry.physical_name is not None:
        physical, problem = entry.physical_name, forbidden(entry.physical_name, rules)
    else:
        try:
            physical, problem = scene.naming.physical(each.key.name, rules), None
        except NameRefusedError as error:
            physical, problem = scene.naming.filled(each.key.name), str(error)
    problems = [refused(each.key.name, physical, problem, each.service, each.touches)] if problem else []
    if entry is None:
        problems += unset(each.key.name, dict(plain.settings), each.service, each.touches)
        return replace(plain, physical_name=physical), problems
    if scene.config is not None:
        problems += check_settings(scene.config, scene.environment, entry.name, each.service)
    variable = None
    if entry.from_environment is not None:
        name = variables.take(entry.from_environment, each.service.resource_noun)
        variable = Variable(name, entry.from_environment, physical)
    settings = {**dict(plain.settings), **entry.settings}
    problems += unset(each.key.name, settings, each.service, each.touches)
    named = replace(plain, physical_name=physical, variable=variable, settings=tuple(sorted(settings.items())))
    return named, problems


def _by_variable(
    plain: Resource, each: _Wanted, scene: Scene, variables: Identifiers
) -> tuple[Resource, list[Diagnostic]]:
    """A resource whose name the running program reads from its environment: a Terraform variable stands for it."""
    environment = each.key.variable or ""
    name = variables.take(environment, each.service.resource_noun)
    variable = Variable(name, environment, _default(environment, each.touches))
    resource = replace(plain, name=name, variable=variable)
    certain = scene.certain_name(resource)
    problem = forbidden(certain, each.service.physical_name) if certain is not None else None
    if certain is None or problem is None:
        return resource, []
    return resource, [refused(environment, certain, problem, each.service, each.touches)]


def _default(variable: str, touches: Sequence[Touch]) -> str | None:
    """The default that the code gives, when all places that read the variable agree."""
    read = (value for touch in touches for value in _environment_values(touch))
    defaults = {value.default for value in read if value.variable == variable}
    return next(iter(defaults)) if len(defaults) == 1 else None


def _environment_values(touch: Touch) -> Iterator[FromEnvironment]:
    for name, _ in touch.targets:
        argument = touch.use.argument(name)
        if argument is not None:
            values = getattr(argument.value, "values", (argument.value,))
            yield from (value for value in values if isinstance(value, FromEnvironment))


def _declared(entry: ResourceEntry, scene: Scene) -> Service | None:
    if entry.capability is None:
        return None
    return scene.provider.service_for(entry.capability, scene.choices.get(entry.capability))


def _unused(scene: Scene, wanted: Iterable[ResourceKey]) -> Iterator[Diagnostic]:
    """Entries that adjust a resource which nothing uses: nearly always a misspelled or forgotten name."""
    used = {key.name for key in wanted if key.variable is None}
    for name, entry in scene.entries.items():
        if scene.config is not None and name not in used and entry.capability is None:
            meant = closest(name, used)
            hint = f'did you mean "{meant}"?' if meant else "with a `capability:` it is made although no code uses it"
            at_top = any(each.name == name for each in scene.config.resources)
            key = ("resources", name) if at_top else ("environments", scene.environment or "", "resources", name)
            message = "no code in sight uses a resource of this name"
            found = report("INF508", scene.config, key, message, of_key=True, hint=hint, wrong=name, meant=meant)
            yield replace(found, severity=Severity.WARNING)
