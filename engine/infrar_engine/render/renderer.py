"""A plan to the files of `infra/`.

In: a `ResourcePlan` and its provider. Out: `Artifact`s, sorted by path: an OpenTofu root with one module a used
service. What every provider shares is in `infrar_templates/opentofu`; provider, backend, variables and identity are
the provider's own templates. Same plan, same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from infrar_engine.model import Artifact, Resource, ResourcePlan
from infrar_engine.plugins.values import Provider, Service, TerraformProvider
from infrar_engine.render.hcl import hcl, hcl_key, tidy, visible
from infrar_engine.render.modules import declared_in, module_blocks, module_files, used_services, wiring
from infrar_engine.render.templates import Templates, said

PROVIDER_TEMPLATES = {
    "providers.tf": "terraform-config/provider-block.tf.tmpl",
    "backend.tf": "terraform-config/backend.tf.tmpl",
    "identity.tf": "terraform-config/identity.tf.tmpl",
}
PROVIDER_VARIABLES = "terraform-config/variables.tf.tmpl"
ROOT = "root.tf.tmpl"
BOOTSTRAP = "orchestration/bootstrap-script.sh.tmpl"
SHARED_TEMPLATES = {
    "versions.tf": "versions.tf.j2",
    "main.tf": "main.tf.j2",
    "outputs.tf": "outputs.tf.j2",
    "terraform.tfvars": "terraform.tfvars.j2",
}


@dataclass(frozen=True, slots=True)
class ProviderView:
    """What templates may know of the provider."""

    id: str
    name: str
    terraform: TerraformProvider


@dataclass(frozen=True, slots=True)
class SharedFiles:
    """The provider-neutral templates, read from their package."""

    folder: str

    def text(self, path: str) -> str:
        return resources.files("infrar_templates").joinpath(self.folder).joinpath(path).read_text("utf-8")

    def show(self, path: str) -> str:
        return f"infrar_templates/{self.folder}/{path}"


def render(
    plan: ResourcePlan, provider: Provider, filters: Mapping[str, Callable[..., str]] | None = None
) -> tuple[Artifact, ...]:
    """The configuration of a plan. `filters` are those that plugins add."""
    variables = _variables(plan, provider)
    own = Templates(provider.folder, filters or {})
    shared = Templates(SharedFiles("opentofu"), {"hcl_key": hcl_key})
    files = {name: own.render(path, variables) for name, path in PROVIDER_TEMPLATES.items()}
    declarations = own.render(PROVIDER_VARIABLES, variables)
    files["variables.tf"] = f"{declarations}\n{shared.render('variables.tf.j2', variables)}"
    own_files = dict(_own_files(plan, provider, own, variables))
    declared = declared_in(tidy("\n".join([files["variables.tf"], *own_files.values()])))
    variables |= {
        "blocks": tuple(module_blocks(plan, provider, declared)),
        "required": _required(plan, provider),
        "values": _values(plan, declared),
        "unset": _unset(plan, declared),
    }
    files |= own_files
    files |= {name: shared.render(path, variables) for name, path in SHARED_TEMPLATES.items()}
    artifacts = [*_written(files), *module_files(plan, provider)]
    artifacts.append(Artifact("infra/bootstrap.sh", own.render(BOOTSTRAP, variables).encode(), 0o755))
    return tuple(sorted(artifacts, key=lambda artifact: artifact.path))


def _own_files(
    plan: ResourcePlan, provider: Provider, templates: Templates, variables: dict[str, Any]
) -> Iterator[tuple[str, str]]:
    """What a service adds to the root configuration, in a file that is called after its module."""
    for service in used_services(plan, provider):
        path = f"{service.folder}/{ROOT}"
        if provider.folder.has(path):
            yield f"{service.module}.tf", templates.render(path, variables)


def _variables(plan: ResourcePlan, provider: Provider) -> dict[str, Any]:
    """What every template gets; docs/plugins.md lists it."""
    by_identifier = {resource.identifier: resource for resource in plan.resources}

    def resource(identifier: str) -> Resource:
        return by_identifier[identifier]

    def service(resource: Resource) -> Service:
        found = provider.service(resource.service)
        assert found is not None  # the plan's resources are of this provider
        return found

    return {
        "plan": plan,
        "provider": ProviderView(provider.id, provider.name, provider.terraform),
        "services": used_services(plan, provider),
        "grants": plan.grants,
        "resources": plan.resources,
        "region": plan.region,
        "tags": dict(plan.tags),
        "environment": wiring(plan, provider),
        "options": _options(plan),
        "resource": resource,
        "service": service,
    }


def _options(plan: ResourcePlan) -> dict[str, Any]:
    """Options that know where in infrar.yaml they stand; those that aren't said are simply not there."""
    place = f"environments.{plan.environment}." if plan.environment else ""
    return {name: said(value, f"{place}{name}") for name, value in plan.options.items()}


def _written(files: Mapping[str, str]) -> Iterator[Artifact]:
    for name, text in files.items():
        laid_out = tidy(visible(text))
        if laid_out.strip():
            yield Artifact(f"infra/{name}", laid_out.encode("utf-8", "backslashreplace"))  # paths in comments


def _required(plan: ResourcePlan, provider: Provider) -> dict[str, TerraformProvider]:
    return {provider.terraform.local_name: provider.terraform}


def _values(plan: ResourcePlan, declared: Mapping[str, str | None]) -> dict[str, str]:
    """Terraform variables that have a value here, where it isn't the default anyway; the region always."""
    given = {"region": plan.region, **_given(plan)}
    return {
        name: hcl(value)
        for name, value in sorted(given.items())
        if name in declared and (name == "region" or hcl(value) != declared[name])
    }


def _unset(plan: ResourcePlan, declared: Mapping[str, str | None]) -> list[str]:
    """Terraform variables that somebody has to set before the first plan."""
    return [name for name, default in sorted(declared.items()) if default is None and name not in _given(plan)]


def _given(plan: ResourcePlan) -> Mapping[str, object]:
    given = plan.options.get("variables", {})
    assert isinstance(given, dict)  # the planner puts a mapping there
    return given
