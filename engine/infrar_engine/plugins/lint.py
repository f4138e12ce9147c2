"""Everything that can be said about a provider folder without a cloud: what loading checks, and what only its author
needs to know.

In: a folder. Out: findings, sorted. Loading refuses what would make a build wrong; this also reads templates,
credentials' schemas and prices, misses files of the folder's shape, and points at what nothing uses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any, TypeAlias

from jinja2 import TemplateSyntaxError, meta, nodes
from jinja2.sandbox import SandboxedEnvironment
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from infrar_engine.plugins.closure import closure
from infrar_engine.plugins.errors import Finding, PluginError
from infrar_engine.plugins.folder import Folder
from infrar_engine.plugins.forms import render
from infrar_engine.plugins.loader import catalog_of, filters_of, house_findings, plugin_manager
from infrar_engine.plugins.names import free_names
from infrar_engine.plugins.reading import try_provider
from infrar_engine.plugins.reports import Report
from infrar_engine.plugins.rules import RuleBook
from infrar_engine.plugins.values import Provider, Service
from infrar_engine.quantities import FIXED, quantities
from infrar_engine.schemas import suggestion

Transform: TypeAlias = Callable[[Provider, Service, str], str]
"""Transforms one module's text for a provider with a service chosen: what examples are checked by."""

REQUIRED_FILES = (
    "terraform-config/provider-block.tf.tmpl",
    "terraform-config/backend.tf.tmpl",
    "terraform-config/variables.tf.tmpl",
    "terraform-config/identity.tf.tmpl",
    "orchestration/bootstrap-script.sh.tmpl",
)
# What templates of the configuration get from the renderer.
TEMPLATE_VARIABLES = frozenset(
    {
        *("plan", "provider", "services", "options", "grants", "resources", "region", "tags"),
        *("resource", "service", "environment"),
    }
)
TEMPLATE_FILTERS = frozenset({"hcl", "hcl_name"})  # besides Jinja2's own, and those of the plugin
SERVICE_FILES = ("defaults.yaml", "terraform/main.tf", "terraform/variables.tf", "terraform/outputs.tf")
_FIELD = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def lint(path: Path, transform: Transform | None = None) -> list[Finding]:
    """All findings about the provider in `path`; with `transform`, examples are tried as well."""
    manager = plugin_manager(None)
    report = Report()
    provider = try_provider(Folder.at(path), catalog_of(manager), report)
    findings = list(report.findings)
    if provider is not None:
        findings += _shape(provider)
        findings += [finding for service in provider.services for finding in _service(provider, service)]
        if not report.findings:
            findings += [finding for service in provider.services for finding in _unused(service.rules)]
        findings += _authentication(provider)
        findings += _templates(provider, filters_of(manager))
        findings += _prices(provider)
        findings += house_findings(manager, provider)
        if transform is not None and not findings:
            findings += check_examples(provider, transform)
    return sorted(set(findings))


def check_examples(provider: Provider, transform: Transform) -> list[Finding]:
    """Examples that don't come out as they say, and modules that weren't left alone."""
    findings = []
    for service in provider.services:
        if service.rules is None:
            continue
        path = service.rules.path
        for rule in service.rules.rules:
            for example in rule.examples:
                difference = _difference(transform(provider, service, example.before), example.after)
                if difference:
                    message = f'"{example.name}" comes out otherwise: {difference}'
                    findings.append(Finding(path, example.line, f"{rule.operation}.examples", message))
            for index, module in enumerate(rule.leaves_alone):
                difference = _difference(transform(provider, service, module), module)
                if difference:
                    place = f"{rule.operation}.leaves_alone[{index}]"
                    findings.append(Finding(path, rule.line, place, f"was changed: {difference}"))
    return findings


def _difference(found: str, expected: str) -> str:
    """Where two texts part; "" when they are the same."""
    lines = list(zip_longest(found.splitlines(), expected.splitlines()))
    for number, (left, right) in enumerate(lines, 1):
        if left != right:
            return f"line {number} is {left!r}, not {right!r}"
    return "" if found == expected else "the ends of lines differ"


def _shape(provider: Provider) -> Iterator[Finding]:
    services = [f"{service.folder}/{name}" for service in provider.services for name in SERVICE_FILES]
    for path in (*REQUIRED_FILES, *services):
        if not provider.folder.has(path):
            yield Finding(provider.folder.show(path), 0, "", "is missing")
    if not provider.authentication and not provider.files("authentication/*/method.yaml"):
        yield Finding(
            provider.folder.show("authentication"), 0, "", "has no method: a folder with a method.yaml is missing"
        )


def _service(provider: Provider, service: Service) -> Iterator[Finding]:
    shown = provider.folder.show(f"{service.folder}/service.yaml")
    yield from _json_schema(shown, "settings", service.settings)
    settings = service.settings.get("properties", {})
    for name in service.defaults:
        if name not in settings:
            yield Finding(provider.folder.show(f"{service.folder}/defaults.yaml"), 0, name, "is none of the settings")
    for alternative in service.alternatives:
        if provider.service(alternative.service) is None:
            yield Finding(shown, 0, "alternatives", f'there is no service "{alternative.service}"')


def _unused(rules: RuleBook | None) -> Iterator[Finding]:
    """Imports and supports that no operation, form, client or error needs."""
    if rules is None:
        return
    named = {rule.name for rule in rules.rules} | {client.name for client in rules.clients}
    named |= free_names(rules.any_error, "eval")
    named = named.union(*(free_names(error.expression, "eval") for error in rules.errors if error.expression))
    for rule in rules.rules:
        for form in rule.inline:
            given = {name: f"argument_{name}_" for name in form.mentions}
            code = render(form, given, lambda name: f"fresh_{name}_")
            named |= free_names(code, "exec" if form.kind == "statement" else "eval")
    needed = closure(rules, named)
    for each in rules.imports:
        if each not in needed.imports:
            yield Finding(rules.path, 0, "imports", f'nothing uses "{each.binding}"')
    for support in rules.supports:
        if support not in needed.supports:
            yield Finding(rules.path, support.line, f"supports.{support.name}", "nothing uses it")


def _authentication(provider: Provider) -> Iterator[Finding]:
    for method in provider.authentication:
        place = f"authentication/{method.id}"
        schema_path = provider.folder.show(f"{place}/schema.yaml")
        yield from _json_schema(schema_path, "", method.schema)
        fields = method.schema.get("properties", {})
        used = set(_FIELD.findall(" ".join(_texts(method.handler))))
        for name in sorted(used - set(fields)):
            yield Finding(provider.folder.show(f"{place}/handler.yaml"), 0, "", f'"{name}" is no field of schema.yaml')


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _json_schema(path: str, key: str, schema: Any) -> Iterator[Finding]:
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        place = ".".join([*filter(None, [key]), *map(str, error.absolute_path)])
        yield Finding(path, 0, place, f"is no JSON Schema: {error.message}")


def _templates(provider: Provider, filters: Collection[str]) -> Iterator[Finding]:
    """Templates parse, use variables and filters that there are, and include nothing from outside."""
    environment = SandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
    environment.filters.update(dict.fromkeys((*TEMPLATE_FILTERS, *filters), str))
    for path in (*provider.files("terraform-config/*.tmpl"), *provider.files("orchestration/*.tmpl")):
        shown = provider.folder.show(path)
        try:
            tree = environment.parse(provider.text(path))
            used = meta.find_undeclared_variables(tree)
        except TemplateSyntaxError as error:
            yield Finding(shown, error.lineno, "", f"is no valid template: {error.message}")
        except PluginError as error:
            yield from error.findings
        else:
            names = list(tree.find_all(nodes.Name))
            used -= {node.name for node in names if node.ctx != "load"}  # set in one branch, used in another
            for name in sorted(used - TEMPLATE_VARIABLES):
                line = next(node.lineno for node in names if node.name == name)
                known = ", ".join(sorted(TEMPLATE_VARIABLES))
                yield Finding(shown, line, "", f'nothing gives "{name}" to this template ({known})')
            for reference in meta.find_referenced_templates(tree):
                if reference is None or not _reachable(provider.folder, reference):
                    named = f'"{reference}"' if reference else "a file that it computes"
                    yield Finding(shown, 0, "", f"includes {named}, which is no file of this folder")


def _reachable(folder: Folder, path: str) -> bool:
    try:
        return folder.has(path)
    except PluginError:
        return False


def _prices(provider: Provider) -> Iterator[Finding]:
    shown = provider.folder.show("pricing-metadata.yaml")
    regions = {region.id for region in provider.regions}
    for index, price in enumerate(provider.pricing.prices if provider.pricing else ()):
        if provider.service(price.service) is None:
            yield Finding(shown, 0, f"prices[{index}].service", f'there is no service "{price.service}"')
        if price.region and price.region not in regions:
            yield Finding(shown, 0, f"prices[{index}].region", f'"{price.region}" is none of regions.yaml')
        if not price.date:
            yield Finding(shown, 0, f"prices[{index}]", "has no date, nor has the file")
        measured = {each.name for each in quantities(price.service.partition("/")[0])} if price.per else set()
        for name in price.per:
            if measured and name not in measured and name not in FIXED:
                message = f'"{name}" is no quantity of usage{suggestion(name, {*measured, *FIXED})}'
                yield Finding(shown, 0, f"prices[{index}].per", message)
