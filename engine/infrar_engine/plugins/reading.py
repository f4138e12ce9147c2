"""A provider folder to a `Provider`.

In: a folder. Out: its values, or a `PluginError` with every finding. Everything in the folder is read and held to
its schema; what files say of each other is checked here (a default service that isn't there), what a rule book's
code says is checked in `plugins/checks.py`.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import Any

from infrar_engine.model import Capability, Catalog
from infrar_engine.plugins.checks import check_rules
from infrar_engine.plugins.folder import Folder
from infrar_engine.plugins.reading_rules import read_rules
from infrar_engine.plugins.reports import Report, load_document, open_document
from infrar_engine.plugins.rules import RuleBook
from infrar_engine.plugins.values import (
    Alternative,
    AuthenticationMethod,
    Limit,
    NameRules,
    Price,
    Pricing,
    Provider,
    Region,
    Service,
    TerraformProvider,
)
from infrar_engine.schemas import Document, closest


def read_provider(path: Path, catalog: Catalog) -> Provider:
    """The provider in one folder; a `PluginError` when anything is wrong with it."""
    report = Report()
    provider = try_provider(Folder.at(path), catalog, report)
    report.result()
    assert provider is not None  # without findings there is one
    return provider


def try_provider(folder: Folder, catalog: Catalog, report: Report) -> Provider | None:
    """The provider in a folder, with findings reported; None when too little is right to make one."""
    document = load_document(folder, "provider.yaml", "provider", report)
    services = _services(folder, catalog, report)
    regions = _regions(folder, report)
    defaults = load_document(folder, "provider-defaults.yaml", "provider-defaults", report)
    pricing = _pricing(folder, report)
    authentication = _authentication(folder, report)
    if document is None:
        return None
    content = document.value
    provider = Provider(
        id=content["id"],
        name=content["name"],
        description=content.get("description", ""),
        folder=folder,
        terraform=TerraformProvider(content["terraform"]["source"], content["terraform"]["version"]),
        default_region=content["default_region"],
        default_services=content["services"],
        services=services,
        regions=regions,
        variables=(defaults.value.get("variables") or {}) if defaults else {},
        tags=(defaults.value.get("tags") or {}) if defaults else {},
        pricing=pricing,
        authentication=authentication,
        naming=_name_rules(content["naming"]) if "naming" in content else None,
    )
    _check_references(document, provider, catalog, report)
    return provider


def _check_references(document: Document, provider: Provider, catalog: Catalog, report: Report) -> None:
    regions = [region.id for region in provider.regions]
    if regions and provider.default_region not in regions:
        report.add(
            document,
            ("default_region",),
            f'"{provider.default_region}" is none of regions.yaml{_meant(provider.default_region, regions)}',
        )
    for capability, identifier in provider.default_services.items():
        key = ("services", capability)
        service = provider.service(identifier)
        known = [each.name for each in catalog.capabilities]
        if capability not in known:
            report.add(document, key, f'there is no capability "{capability}" ({", ".join(known)})', at_key=True)
        elif service is None and provider.folder.has(f"services/{identifier}/service.yaml"):
            continue  # it is there, and has findings of its own
        elif service is None:
            report.add(document, key, f"there is no services/{identifier}/service.yaml")
        elif service.capability != capability:
            report.add(document, key, f"{identifier} stands for {service.capability}, not for {capability}")


def _services(folder: Folder, catalog: Catalog, report: Report) -> tuple[Service, ...]:
    services = []
    for path in folder.files("services/*/*/service.yaml"):
        document = load_document(folder, path, "service", report)
        if document is not None:
            service = _service(folder, document, str(PurePosixPath(path).parent), catalog, report)
            if service is not None:
                services.append(service)
    return tuple(services)


def _service(folder: Folder, document: Document, place: str, catalog: Catalog, report: Report) -> Service | None:
    content = document.value
    expected = place.removeprefix("services/")
    if content["id"] != expected:
        report.add(document, ("id",), f'expected "{expected}", as its folder says, not "{content["id"]}"')
    capability = catalog.capability(content["capability"])
    if capability is None:
        known = [each.name for each in catalog.capabilities]
        report.add(document, ("capability",), f'there is no capability "{content["capability"]}" ({", ".join(known)})')
        return None
    _check_service(document, capability, report)
    rules: RuleBook | None = None
    rules_path = f"{place}/transform/rules.yaml"
    rules_document = load_document(folder, rules_path, "rules", report, {"operations": capability.name})
    if rules_document is not None:
        if rules_document.value["service"] != content["id"]:
            said = rules_document.value["service"]
            report.add(rules_document, ("service",), f'expected "{content["id"]}", as service.yaml says, not "{said}"')
        rules = read_rules(rules_document, capability, report)
        check_rules(rules_document, rules, report)
    defaults: dict[str, Any] = {}
    if folder.has(f"{place}/defaults.yaml"):
        defaults_document = load_document(folder, f"{place}/defaults.yaml", "defaults", report)
        defaults = defaults_document.value if defaults_document else {}
    return Service(
        id=content["id"],
        name=content["name"],
        description=content.get("description", ""),
        capability=capability.name,
        module=content["module"],
        apis=tuple(content.get("apis", [])),
        resource_parameter=content["resource"]["parameter"],
        resource_noun=content["resource"]["noun"],
        physical_name=_name_rules(content["physical_name"]),
        limits=tuple(
            Limit(each["name"], each["value"], each.get("unit", ""), each.get("source", ""), each.get("note", ""))
            for each in content.get("limits", [])
        ),
        alternatives=tuple(
            Alternative(each["service"], each.get("reason", "")) for each in content.get("alternatives", [])
        ),
        settings=content.get("settings", {}),
        defaults=defaults,
        shared=content.get("shared", {}),
        folder=place,
        rules=rules,
    )


def _check_service(document: Document, capability: Capability, report: Report) -> None:
    said = document.value["resource"]["parameter"]
    parameters = {each.name for operation in capability.operations for each in operation.parameters}
    if said not in parameters:
        hint = _meant(said, sorted(parameters))
        report.add(
            document, ("resource", "parameter"), f'"{said}" is no parameter of {capability.name}\'s operations{hint}'
        )
    try:
        re.compile(document.value["physical_name"]["pattern"])
    except re.error as error:
        report.add(document, ("physical_name", "pattern"), f"is no regular expression: {error}")


def _name_rules(content: dict[str, Any]) -> NameRules:
    return NameRules(
        pattern=content["pattern"],
        max_length=content["max_length"],
        min_length=content.get("min_length", 1),
        forbidden_prefixes=tuple(content.get("forbidden_prefixes", [])),
        forbidden_suffixes=tuple(content.get("forbidden_suffixes", [])),
        forbidden_parts=tuple(content.get("forbidden_parts", [])),
        doc=content.get("doc", ""),
    )


def _regions(folder: Folder, report: Report) -> tuple[Region, ...]:
    document = load_document(folder, "regions.yaml", "regions", report)
    return tuple(Region(each["id"], each["name"]) for each in document.value["regions"]) if document else ()


def _pricing(folder: Folder, report: Report) -> Pricing | None:
    document = load_document(folder, "pricing-metadata.yaml", "pricing-metadata", report)
    if document is None:
        return None
    content = document.value
    date, source = content.get("date", ""), content.get("source", "")
    prices = tuple(
        Price(
            service=each["service"],
            item=each["item"],
            unit=each["unit"],
            price=float(each["price"]),
            region=each.get("region", ""),
            source=each.get("source", source),
            date=each.get("date", date),
        )
        for each in content["prices"]
    )
    return Pricing(content["currency"], date, source, content.get("note", ""), prices)


def _authentication(folder: Folder, report: Report) -> tuple[AuthenticationMethod, ...]:
    methods = []
    for path in folder.files("authentication/*/method.yaml"):
        place = PurePosixPath(path).parent
        method = load_document(folder, path, "method", report)
        schema = open_document(folder, f"{place}/schema.yaml", report)
        handler = load_document(folder, f"{place}/handler.yaml", "handler", report)
        instructions = load_document(folder, f"{place}/ui-instructions.yaml", "ui-instructions", report)
        if method is None or schema is None or handler is None or instructions is None:
            continue
        if method.value["id"] != place.name:
            report.add(method, ("id",), f'expected "{place.name}", as its folder says, not "{method.value["id"]}"')
        said = method.value
        methods.append(
            AuthenticationMethod(
                said["id"],
                said["name"],
                said["description"],
                said.get("when", ""),
                schema.value,
                handler.value,
                instructions.value,
            )
        )
    return tuple(methods)


def _meant(name: str, known: list[str]) -> str:
    meant = closest(name, known)
    return f'; did you mean "{meant}"?' if meant else ""
