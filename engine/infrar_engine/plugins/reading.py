"""A provider folder to a `Provider`.

In: a folder. Out: its values, or a `PluginError` with every finding. Everything in the folder is read and held to
its schema; what files say of each other is checked here (a default service that isn't there), what a rule book's
code says is checked in `plugins/checks.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from infrar_engine.model import Catalog
from infrar_engine.plugins.errors import Finding
from infrar_engine.plugins.folder import Folder
from infrar_engine.plugins.later import reading
from infrar_engine.plugins.reading_services import name_rules, read_services
from infrar_engine.plugins.reports import Report, load_document, open_document
from infrar_engine.plugins.values import (
    AuthenticationMethod,
    Price,
    Pricing,
    Provider,
    Region,
    Service,
    TerraformProvider,
)
from infrar_engine.schemas import Document, suggestion


def read_provider(path: Path, catalog: Catalog, *, check_code: bool = True) -> Provider:
    """The provider in one folder; a `PluginError` when anything is wrong with it.

    Checking the code of rule books takes longer than all the rest; `check_code=False` is for folders whose code is
    known to be checked. Of those, rule books, prices and ways to sign in are only read when they are asked for.
    """
    report = Report()
    provider = try_provider(Folder.at(path), catalog, report, check_code=check_code)
    report.result()
    assert provider is not None  # without findings there is one
    return provider


def try_provider(folder: Folder, catalog: Catalog, report: Report, *, check_code: bool = True) -> Provider | None:
    """The provider in a folder, with findings reported; None when too little is right to make one."""
    document = load_document(folder, "provider.yaml", "provider", report)
    services = read_services(folder, catalog, report, check_code=check_code)
    regions = _regions(folder, report)
    defaults = load_document(folder, "provider-defaults.yaml", "provider-defaults", report)
    priced = reading(partial(_pricing, folder, services), report, at_once=check_code)
    authenticated = reading(partial(_authentication, folder), report, at_once=check_code)
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
        default_services={**_defaults(folder, services, report), **content["services"]},
        services=services,
        regions=regions,
        variables=(defaults.value.get("variables") or {}) if defaults else {},
        tags=(defaults.value.get("tags") or {}) if defaults else {},
        priced=priced,
        authenticated=authenticated,
        naming=name_rules(content["naming"]) if "naming" in content else None,
        unsupported=content.get("unsupported", {}),
    )
    _check_references(document, provider, catalog, report)
    return provider


def _defaults(folder: Folder, services: Sequence[Service], report: Report) -> dict[str, str]:
    """The services that say of themselves that they are their capability's."""
    found: dict[str, str] = {}
    for service in services:
        if service.is_default and found.setdefault(service.capability, service.id) != service.id:
            message = f"{found[service.capability]} is the default for {service.capability} already"
            report.findings.append(Finding(folder.show(f"{service.folder}/service.yaml"), 0, "default", message))
    return found


def _check_references(document: Document, provider: Provider, catalog: Catalog, report: Report) -> None:
    regions = [region.id for region in provider.regions]
    if regions and provider.default_region not in regions:
        report.add(
            document,
            ("default_region",),
            f'"{provider.default_region}" is none of regions.yaml{suggestion(provider.default_region, regions)}',
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


def _regions(folder: Folder, report: Report) -> tuple[Region, ...]:
    document = load_document(folder, "regions.yaml", "regions", report)
    return tuple(Region(each["id"], each["name"]) for each in document.value["regions"]) if document else ()


def _pricing(folder: Folder, services: Iterable[Service], report: Report) -> Pricing | None:
    """The prices of the provider's own file, and those of `prices.yaml` beside each service."""
    document = load_document(folder, "pricing-metadata.yaml", "pricing-metadata", report)
    if document is None:
        return None
    content = document.value
    prices = _prices(content, "")
    for service in services:
        path = f"{service.folder}/prices.yaml"
        own = load_document(folder, path, "prices", report) if folder.has(path) else None
        if own is None:
            continue
        if own.value["currency"] != content["currency"]:
            said = f"expected {content['currency']}, as pricing-metadata.yaml says, not {own.value['currency']}"
            report.add(own, ("currency",), said)
        prices += _prices(own.value, service.id)
    date, source = content.get("date", ""), content.get("source", "")
    return Pricing(content["currency"], date, source, content.get("note", ""), prices)


def _prices(content: Mapping[str, Any], service: str) -> tuple[Price, ...]:
    date, source = content.get("date", ""), content.get("source", "")
    return tuple(
        Price(
            service=service or each["service"],
            item=each["item"],
            unit=each["unit"],
            price=float(each["price"]),
            region=each.get("region", ""),
            source=each.get("source", source),
            date=each.get("date", date),
            note=each.get("note", ""),
            per=_several(each.get("per", ())),
            quantity=float(each.get("quantity", 1)),
            when={name: _several(values) for name, values in each.get("when", {}).items()},
            once=each.get("once", False),
        )
        for each in content["prices"]
    )


def _several(said: Any) -> tuple[Any, ...]:
    """One value, or a list of them."""
    return tuple(said) if isinstance(said, (list, tuple)) else (said,)


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
