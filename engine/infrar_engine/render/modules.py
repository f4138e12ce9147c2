"""The modules of a configuration: which files they are, and what each module block passes.

In: the plan's resources and the provider's services. Out: module blocks for main.tf, and the files below `modules/`.

A module block passes `name`, what infrar.yaml set, the outputs of a shared module, root variables and `tags` (or
`labels`): each only when the module declares a variable of that name.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from infrar_engine.model import Artifact, Resource, ResourcePlan
from infrar_engine.plan.naming import hcl_name
from infrar_engine.plugins.errors import Finding, PluginError
from infrar_engine.plugins.values import Provider, Service
from infrar_engine.render.hcl import hcl

TAGS = ("tags", "labels")
_VARIABLE = re.compile(r'^variable "(?P<name>[\w-]+)" \{\n(?P<body>(?:.*\n)*?)\}', re.MULTILINE)
_DEFAULT = re.compile(r"^  default\s*=\s*(?P<value>.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ModuleBlock:
    """One `module` block: its label, the folder below modules/, arguments as HCL, and the resource it makes."""

    label: str
    folder: str
    arguments: tuple[tuple[str, str], ...]
    resource: Resource | None


def used_services(plan: ResourcePlan, provider: Provider) -> tuple[Service, ...]:
    """The services of the plan's resources, and those of permissions on what they share, each once, by id."""
    used = {resource.service for resource in plan.resources}
    used |= {grant.service for grant in plan.grants if grant.scope == "shared"}
    return tuple(sorted((each for each in provider.services if each.id in used), key=lambda each: each.id))


def module_blocks(plan: ResourcePlan, provider: Provider, root: Collection[str]) -> Iterator[ModuleBlock]:
    """Shared modules first, then a block for each resource. `root` has the names of the root's variables."""
    services = {service.id: service for service in used_services(plan, provider)}
    declared = {name: module_variables(provider, service.terraform) for name, service in services.items()}
    shared: dict[str, Service] = {}
    for service in services.values():
        if service.shared and shared.setdefault(service.shared["module"], service) is service:
            yield _shared_block(service, provider)
    for resource in plan.resources:
        yield _block(resource, services[resource.service], provider, declared[resource.service], root)


def module_files(plan: ResourcePlan, provider: Provider) -> Iterator[Artifact]:
    """The files of all modules that are used, as the provider ships them."""
    owners: dict[str, str] = {}
    for service in used_services(plan, provider):
        folders = {service.module: service.terraform}
        if service.shared:
            folders[service.shared["module"]] = _shared_folder(service)
        for module, folder in folders.items():
            if module in owners and owners[module] == folder:
                continue  # several services share it
            if owners.setdefault(module, folder) != folder:
                message = f'the module "{module}" is also that of {owners[module]}'
                raise PluginError(
                    [Finding(provider.folder.show(f"{service.folder}/service.yaml"), 0, "module", message)]
                )
            for path in provider.files(f"{folder}/*.tf"):
                name = path.rpartition("/")[2]
                yield Artifact(f"infra/modules/{module}/{name}", provider.folder.data(path))


def wiring(plan: ResourcePlan, provider: Provider) -> dict[str, str]:
    """The environment variables that native code reads, each with the module output that it is set from, as HCL."""
    found = {}
    for service in used_services(plan, provider):
        for name, output in service.shared.get("environment", {}).items():
            found[name] = f"module.{hcl_name(service.shared['module'])}.{output}"
    for resource in plan.resources:
        if resource.wire is not None and resource.variable is None:
            found[resource.wire.environment] = f"module.{resource.identifier}.{resource.wire.output}"
    return dict(sorted(found.items()))


def module_variables(provider: Provider, folder: str) -> dict[str, str | None]:
    """The variables that a module declares, with their defaults as HCL text (None: required)."""
    texts = (provider.text(path) for path in provider.files(f"{folder}/*.tf"))
    return {name: default for text in texts for name, default in declared_in(text).items()}


def declared_in(text: str) -> dict[str, str | None]:
    """The variables that HCL text declares, with their defaults."""
    found = {}
    for block in _VARIABLE.finditer(text):
        default = _DEFAULT.search(block["body"])
        found[block["name"]] = default["value"] if default else None
    return found


def _shared_folder(service: Service) -> str:
    return posixpath.normpath(f"{service.folder}/{service.shared.get('folder', 'shared')}")


def _shared_block(service: Service, provider: Provider) -> ModuleBlock:
    module = service.shared["module"]
    arguments = dict(service.shared.get("arguments", {}))
    arguments.update(_tags(module_variables(provider, _shared_folder(service)), arguments))
    return ModuleBlock(hcl_name(module), module, tuple(arguments.items()), None)


def _block(
    resource: Resource,
    service: Service,
    provider: Provider,
    declared: Mapping[str, str | None],
    root: Collection[str],
) -> ModuleBlock:
    arguments = {"name": f"var.{resource.variable.name}" if resource.variable else hcl(resource.physical_name)}
    arguments.update(service.arguments)
    if service.shared:
        label = hcl_name(service.shared["module"])
        passed = service.shared.get("passes", {})
        arguments.update({name: f"module.{label}.{output}" for name, output in sorted(passed.items())})
    for name, value in resource.settings:
        if name not in declared:
            message = f'"{name}" is no variable of the module in {service.terraform}'
            raise PluginError([Finding(provider.folder.show(f"{service.folder}/service.yaml"), 0, "settings", message)])
        if hcl(value) != declared[name]:
            arguments[name] = hcl(value)
    arguments.update({name: f"var.{name}" for name in sorted(declared) if name in root and name not in arguments})
    arguments.update(_tags(declared, arguments))
    return ModuleBlock(resource.identifier, service.module, tuple(arguments.items()), resource)


def _tags(declared: Collection[str], arguments: Collection[str]) -> dict[str, str]:
    return {name: "local.tags" for name in TAGS if name in declared and name not in arguments}
