"""`services/` of a provider folder to `Service`s with their rule books.

In: a folder. Out: values, with findings reported. What the rule book's code says is checked in `plugins/checks.py`.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import PurePosixPath
from typing import Any

from infrar_engine.model import AIO, Capability, Catalog
from infrar_engine.plugins.folder import Folder
from infrar_engine.plugins.later import reading
from infrar_engine.plugins.reading_rules import read_extension, read_rules
from infrar_engine.plugins.reports import Report, load_document
from infrar_engine.plugins.rules import RuleBook
from infrar_engine.plugins.values import Address, Alternative, Limit, NameRules, Service
from infrar_engine.schemas import Document, suggestion

AIO_RULES = "transform/aio.yaml"


def read_services(folder: Folder, catalog: Catalog, report: Report, *, check_code: bool) -> tuple[Service, ...]:
    """Every service of the folder that enough is right of."""
    services = []
    for path in folder.files("services/*/*/service.yaml"):
        document = load_document(folder, path, "service", report)
        if document is not None:
            service = _service(
                folder, document, str(PurePosixPath(path).parent), catalog, report, check_code=check_code
            )
            if service is not None:
                services.append(service)
    return tuple(services)


def _service(
    folder: Folder, document: Document, place: str, catalog: Catalog, report: Report, *, check_code: bool
) -> Service | None:
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
    _check_shared(folder, document, place, report)
    defaults: dict[str, Any] = {}
    if folder.has(f"{place}/defaults.yaml"):
        defaults_document = load_document(folder, f"{place}/defaults.yaml", "defaults", report)
        defaults = defaults_document.value if defaults_document else {}
    rules = reading(
        lambda report: _rules(folder, place, content["id"], capability, report, check_code=check_code),
        report,
        at_once=check_code,
    )
    twin = catalog.capability(f"{AIO}{capability.name}")
    has_twin = twin is not None and folder.has(f"{place}/{AIO_RULES}")
    address = content["resource"].get("address")
    return Service(
        id=content["id"],
        name=content["name"],
        description=content.get("description", ""),
        capability=capability.name,
        module=content["module"],
        apis=tuple(content.get("apis", [])),
        resource_parameter=content["resource"]["parameter"],
        resource_noun=content["resource"]["noun"],
        physical_name=name_rules(content["physical_name"]),
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
        written=rules,
        written_async=reading(
            lambda report: _async_rules(folder, place, rules.get(), twin, report, check_code=check_code),
            report,
            at_once=check_code,
        ),
        surfaces=(capability.name, *([f"{AIO}{capability.name}"] if has_twin else [])),
        address=Address(address["environment"], address["output"]) if address is not None else None,
        arguments=content.get("arguments", {}),
        access=content.get("access", {}),
        is_default=content.get("default", False),
    )


def _rules(
    folder: Folder, place: str, identifier: str, capability: Capability, report: Report, *, check_code: bool
) -> RuleBook | None:
    document = load_document(folder, f"{place}/transform/rules.yaml", "rules", report, {"operations": capability.name})
    if document is None:
        return None
    if document.value["service"] != identifier:
        said = document.value["service"]
        report.add(document, ("service",), f'expected "{identifier}", as service.yaml says, not "{said}"')
    rules = read_rules(document, capability, report)
    if check_code:
        from infrar_engine.plugins.checks import check_rules  # brings Jinja2: 30 ms of start-up

        check_rules(document, rules, report)
    return rules


def _async_rules(
    folder: Folder, place: str, rules: RuleBook | None, twin: Capability | None, report: Report, *, check_code: bool
) -> RuleBook | None:
    """`transform/aio.yaml`, which extends rules.yaml by the asynchronous operations; None without one."""
    path = f"{place}/{AIO_RULES}"
    if rules is None or twin is None or not folder.has(path):
        return None
    document = load_document(folder, path, "aio", report, {"operations": twin.name})
    if document is None:
        return None
    if document.value["service"] != rules.service:
        said = document.value["service"]
        report.add(document, ("service",), f'expected "{rules.service}", as rules.yaml says, not "{said}"')
    extended = read_extension(document, twin, rules, report)
    if check_code:
        from infrar_engine.plugins.checks import check_rules

        check_rules(document, extended, report)
    return extended


def _check_shared(folder: Folder, document: Document, place: str, report: Report) -> None:
    """The module that resources share is there."""
    shared = document.value.get("shared")
    if shared is not None:
        path = posixpath.normpath(f"{place}/{shared['folder']}")
        if path.startswith("..") or not folder.files(f"{path}/*.tf"):
            report.add(document, ("shared", "folder"), f"there is no OpenTofu module in {path}")


def _check_service(document: Document, capability: Capability, report: Report) -> None:
    said = document.value["resource"]["parameter"]
    parameters = {each.name for operation in capability.operations for each in operation.parameters}
    if said not in parameters:
        hint = suggestion(said, sorted(parameters))
        report.add(
            document, ("resource", "parameter"), f'"{said}" is no parameter of {capability.name}\'s operations{hint}'
        )
    try:
        re.compile(document.value["physical_name"]["pattern"])
    except re.error as error:
        report.add(document, ("physical_name", "pattern"), f"is no regular expression: {error}")


def name_rules(content: dict[str, Any]) -> NameRules:
    """What a file says about physical names."""
    return NameRules(
        pattern=content["pattern"],
        max_length=content["max_length"],
        min_length=content.get("min_length", 1),
        forbidden_prefixes=tuple(content.get("forbidden_prefixes", [])),
        forbidden_suffixes=tuple(content.get("forbidden_suffixes", [])),
        forbidden_parts=tuple(content.get("forbidden_parts", [])),
        separator=content.get("separator", "-"),
        suffix=content.get("suffix", ""),
        namespace=content.get("namespace", False),
        doc=content.get("doc", ""),
    )
