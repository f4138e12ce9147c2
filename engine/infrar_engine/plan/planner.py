"""Matches and configuration to a `ResourcePlan`.

In: what the code does, on which provider, and what infrar.yaml says. Out: the resources it needs, the permissions it
needs on them, and everything that stands against it. The same input gives the same plan, whatever the order of
matches.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from infrar_engine.config import DEFAULT_NAMING, Config
from infrar_engine.model import Diagnostic, Match, Resource, ResourcePlan, ServiceChoice, Severity
from infrar_engine.plan.grants import merge_grants
from infrar_engine.plan.naming import Naming
from infrar_engine.plan.provider_checks import check_config, check_variables, declared_variables, report
from infrar_engine.plan.resources import find_resources
from infrar_engine.plan.targets import Targets
from infrar_engine.plan.values import PlanResult, Scene
from infrar_engine.plugins.values import Provider

DEFAULT_PROJECT = "app"


def plan(
    matches: Sequence[Match],
    provider: Provider,
    config: Config | None = None,
    environment: str | None = None,
    choices: Sequence[ServiceChoice] = (),
) -> PlanResult:
    """The plan of a project. `environment` is one of `config`; without it the provider's defaults hold.

    `choices` are the services that the code itself called for, where infrar.yaml says nothing.
    """
    chosen = config.environment(environment) if config is not None and environment is not None else None
    scene = Scene(
        provider=provider,
        config=config,
        environment=chosen.name if chosen else None,
        naming=Naming(
            pattern=chosen.naming if chosen else DEFAULT_NAMING,
            project=config.project if config else DEFAULT_PROJECT,
            environment=chosen.name if chosen else "",
        ),
        entries={entry.name: entry for entry in config.resource_entries(environment)} if config else {},
        choices={each.capability: each.service for each in choices}
        | (dict(config.services_for(environment)) if config else {}),
        variables=declared_variables(provider),
    )
    targets = Targets(provider, tuple(scene.entries.values()))
    touches = sorted(targets.touches(matches), key=lambda touch: (touch.site, touch.use.span, touch.use.operation.id))
    found = find_resources(touches, scene)
    diagnostics = [*targets.diagnostics, *found.diagnostics]
    if config is not None:
        diagnostics += [*check_config(config, environment, provider), *_unheard(config, targets)]
    if config is not None and chosen is not None:
        diagnostics += check_variables(config, chosen, (*scene.variables, *_variables(found.resources)))
    if targets.diagnostics:  # what the unseen uses mean isn't known, so neither is what nothing uses
        diagnostics = [each for each in diagnostics if each.severity is Severity.ERROR]
    return PlanResult(
        ResourcePlan(
            project=scene.naming.project,
            environment=scene.naming.environment,
            provider=provider.id,
            region=(chosen.region if chosen else None) or provider.default_region,
            resources=found.resources,
            grants=merge_grants(touches, found.identifiers),
            tags=_tags(provider, config, environment, scene.naming),
            options=_options(provider, config, environment),
        ),
        tuple(sorted(diagnostics, key=_order)),
    )


def _variables(resources: Sequence[Resource]) -> list[str]:
    return [each.variable.name for each in resources if each.variable is not None]


def _tags(
    provider: Provider, config: Config | None, environment: str | None, naming: Naming
) -> tuple[tuple[str, str], ...]:
    own = config.environment(environment).tags if config is not None and environment is not None else {}
    values = {"{project}": naming.project, "{environment}": naming.environment}
    tags = {}
    for name, text in {**provider.tags, **own}.items():
        for placeholder, value in values.items():
            text = text.replace(placeholder, value)  # noqa: PLW2901 # the text is filled in, one placeholder after another
        if text:
            tags[name] = text
    return tuple(sorted(tags.items()))


def _options(provider: Provider, config: Config | None, environment: str | None) -> dict[str, object]:
    """What templates read beside the plan: as infrar.yaml has it, with the provider's own values of variables."""
    options: dict[str, object] = {"predefined_roles": False, "variables": dict(provider.variables)}
    if config is None:
        return options
    options["predefined_roles"] = config.predefined_roles
    if environment is not None:
        chosen = config.environment(environment)
        options.update(chosen.options)
        options["variables"] = {**provider.variables, **chosen.variables}
        if chosen.predefined_roles is not None:
            options["predefined_roles"] = chosen.predefined_roles
    return options


def _unheard(config: Config, targets: Targets) -> Iterator[Diagnostic]:
    """`uses` entries that fit no use whose resource can't be seen."""
    for entry in config.resources:
        for index, pattern in enumerate(entry.uses):
            if (entry.name, pattern) not in targets.heard:
                message = f'no use whose resource can\'t be seen fits "{pattern}"'
                hint = "it is written as INF401 prints it; take it out when the use is gone, or can be seen by now"
                key = ("resources", entry.name, "uses", index)
                yield report("INF509", config, key, message, hint=hint, severity=Severity.WARNING)


def _order(diagnostic: Diagnostic) -> tuple[bool, str, int, int, str, str]:
    where = diagnostic.location.in_file if diagnostic.location is not None else None
    place = (where.path, where.line, where.column) if where else ("", 0, 0)
    return where is not None, *place, diagnostic.code, diagnostic.message
