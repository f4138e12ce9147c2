"""`transform/rules.yaml` to a `RuleBook`.

In: a document that keeps the schema, and the capability it is about. Out: the rule book's values, with findings for
what can't become one (an import that doesn't parse, an operation that the SDK doesn't have). Whether the code in it
is right is the business of `plugins/checks.py`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from infrar_engine.model import Capability, GrantRule, Operation, Requirement
from infrar_engine.plugins.reports import Report
from infrar_engine.plugins.rules import (
    Client,
    Condition,
    ConditionalGrant,
    ConditionKind,
    ErrorRule,
    Example,
    FormKind,
    Import,
    InlineForm,
    Rule,
    RuleBook,
    Support,
)
from infrar_engine.schemas import Document, Key, closest

_REQUIREMENT = re.compile(
    r"(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?(?:\[[A-Za-z0-9._, -]+\])?)\s*"
    r"(?P<specifier>(?:==|~=|!=|<=|>=|<|>)\s*[0-9][^\s,]*(?:\s*,\s*(?:==|~=|!=|<=|>=|<|>)\s*[0-9][^\s,]*)*)\Z"
)
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_STRING = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
_NAME = re.compile(r"(?<![\w.])([A-Za-z_]\w*)(?!\w|\s*=(?!=))")


def read_rules(document: Document, capability: Capability, report: Report) -> RuleBook:
    """The values of one rule book."""
    content: Mapping[str, Any] = document.value
    rules = []
    for name, item in content["operations"].items():
        operation = capability.operation(name)
        key = ("operations", name)
        if operation is None:
            known = [each.name for each in capability.operations]
            meant = f'did you mean "{closest(name, known)}"?' if closest(name, known) else f"it has {', '.join(known)}"
            report.add(document, key, f'{capability.name} has no operation "{name}"; {meant}', at_key=True)
        else:
            rules.append(_rule(document, key, item, operation))
    return RuleBook(
        service=content["service"],
        path=document.path,
        capability=capability,
        requirements=tuple(_requirements(document, content.get("requirements", []), report)),
        imports=tuple(_imports(document, content["imports"], report)),
        clients=tuple(
            Client(
                name,
                item["create"].strip(),
                item.get("type", ""),
                document.line(("clients", name, "create"), of_key=False),
            )
            for name, item in content.get("clients", {}).items()
        ),
        supports=tuple(
            Support(name, code.strip("\n"), document.line(("supports", name), of_key=False))
            for name, code in content.get("supports", {}).items()
        ),
        errors=tuple(_error(document, name, item) for name, item in content["errors"].items()),
        any_error=content["any_error"].strip(),
        rules=tuple(rules),
        unsupported=_unsupported(document, content.get("unsupported", {}), capability, report),
    )


def _unsupported(
    document: Document, items: Mapping[str, str], capability: Capability, report: Report
) -> tuple[tuple[str, str], ...]:
    """The operations that a service can't do: those of the capability, and none that has a rule."""
    for name in items:
        if capability.operation(name) is None:
            report.add(document, ("unsupported", name), f'{capability.name} has no operation "{name}"', at_key=True)
        elif name in document.value["operations"]:
            report.add(document, ("unsupported", name), f'there is a rule for "{name}", too', at_key=True)
    return tuple(items.items())


def read_extension(document: Document, twin: Capability, base: RuleBook, report: Report) -> RuleBook:
    """The rules of an asynchronous capability: what the document leaves out is as in the synchronous rule book."""
    content = {"imports": [], "errors": {}, "any_error": base.any_error, **document.value}
    operations = {name: {"grants": "none", **item} for name, item in content["operations"].items()}
    own = read_rules(replace(document, value={**content, "operations": operations}), twin, report)
    known = {each.binding: each for each in base.imports}
    added = tuple(each for each in own.imports if known.get(each.binding) != each)
    rules = []
    for rule in own.rules:
        stated, twin_rule = document.value["operations"][rule.name], base.rule(rule.name)
        if twin_rule is not None:
            rules.append(
                replace(
                    rule,
                    grants=rule.grants if "grants" in stated else twin_rule.grants,
                    raises=rule.raises if "raises" in stated else twin_rule.raises,
                    unsupported=rule.unsupported if "unsupported" in stated else twin_rule.unsupported,
                )
            )
        else:
            rules.append(rule)
            if "grants" not in stated:
                message = f'"grants" is missing: rules.yaml has no {rule.name} to take them from'
                report.add(document, ("operations", rule.name), message, at_key=True)
    redefined = _names(added, own.clients, own.supports)
    return replace(
        own,
        imports=(*base.imports, *added),
        clients=(*own.clients, *base.clients),
        supports=(*base.supports, *own.supports),
        errors=own.errors if "errors" in document.value else base.errors,
        rules=tuple(rules),
        inherited=frozenset(_names(base.imports, base.clients, base.supports) - redefined),
        unsupported=(*base.unsupported, *own.unsupported),
    )


def _names(imports: Iterable[Import], clients: Iterable[Client], supports: Iterable[Support]) -> set[str]:
    return {each.binding for each in imports} | {each.name for each in clients} | {each.name for each in supports}


def _rule(document: Document, key: Key, item: Mapping[str, Any], operation: Operation) -> Rule:
    grants = item["grants"]
    return Rule(
        operation=operation.id,
        function=item["function"].strip("\n"),
        inline=tuple(
            _form(document, (*key, "inline", index), form, operation)
            for index, form in enumerate(item.get("inline", []))
        ),
        grants=tuple(
            _grant(document, (*key, "grants", index), grant)
            for index, grant in enumerate(grants if grants != "none" else [])
        ),
        raises=tuple(item.get("raises", [])),
        unsupported=tuple(item.get("unsupported", {}).items()),
        examples=tuple(
            Example(each["name"], each["before"], each["after"], document.line((*key, "examples", index)))
            for index, each in enumerate(item.get("examples", []))
        ),
        leaves_alone=tuple(item.get("leaves_alone", [])),
        line=document.line(key),
    )


def _form(document: Document, key: Key, item: Mapping[str, Any], operation: Operation) -> InlineForm:
    kind: FormKind = "expression" if "expression" in item else "statement" if "statement" in item else "items"
    template: str = item[kind].strip("\n") if kind == "statement" else item[kind].strip()
    mentions = mentioned(template) & {parameter.name for parameter in operation.parameters}
    when = _conditions(item.get("when", {}))
    stated = {condition.parameter for condition in when}
    unmentioned = [
        each.name for each in operation.parameters if each.name not in mentions | stated and not each.required
    ]
    return InlineForm(
        kind=kind,
        template=template,
        when=(*when, *(Condition(name, ConditionKind.OMITTED) for name in unmentioned)),
        mentions=frozenset(mentions),
        parameters=tuple((parameter.name, parameter.default) for parameter in operation.parameters),
        attributes=tuple(item.get("attributes", {}).items()),
        line=document.line((*key, kind), of_key=False),
    )


def mentioned(template: str) -> set[str]:
    """The variables that a template uses: names in its tags that are neither keywords of a call nor inside a string."""
    return {name for tag in _TAG.findall(template) for name in _NAME.findall(_STRING.sub("''", tag))}


def _conditions(when: Mapping[str, Any]) -> tuple[Condition, ...]:
    return tuple(_condition(parameter, item) for parameter, item in when.items())


def _condition(parameter: str, item: Any) -> Condition:
    if isinstance(item, str):
        return Condition(parameter, ConditionKind(item))
    if isinstance(item, list):
        return Condition(parameter, ConditionKind.TYPES, types=tuple(item))
    for kind in (ConditionKind.CONTAINS, ConditionKind.LACKS):
        if kind.value in item:
            return Condition(parameter, kind, part=item[kind.value])
    values = item["values"] if "values" in item else [item["value"]]
    return Condition(parameter, ConditionKind.VALUES, values=tuple(values))


def _grant(document: Document, key: Key, item: Mapping[str, Any]) -> ConditionalGrant:
    grant = GrantRule(
        actions=tuple(sorted(item["actions"])),
        on=item.get("on", ""),
        keys=item.get("keys"),
        scope=item.get("scope", "resource"),
        role=item.get("role", ""),
        reason=item.get("reason", ""),
        output=item.get("output", ""),
    )
    return ConditionalGrant(grant, _conditions(item.get("when", {})), document.line(key))


def _error(document: Document, name: str, item: Any) -> ErrorRule:
    line = document.line(("errors", name), of_key=False)
    if isinstance(item, str):
        return ErrorRule(name, item.strip(), line=line)
    return ErrorRule(name, None, item["unsupported"], line)


def _requirements(document: Document, items: list[str], report: Report) -> list[Requirement]:
    requirements = []
    for index, text in enumerate(items):
        found = _REQUIREMENT.match(text.strip())
        if found is None:
            report.add(
                document, ("requirements", index), f'"{text}" is no requirement with a version, such as "boto3>=1.36"'
            )
        else:
            requirements.append(Requirement(found["name"], re.sub(r"\s", "", found["specifier"])))
    return requirements


def _imports(document: Document, items: list[str], report: Report) -> list[Import]:
    imports: list[Import] = []
    for index, text in enumerate(items):
        key = ("imports", index)
        try:
            statements = ast.parse(text).body
        except SyntaxError as error:
            report.add(document, key, f"does not parse: {error.msg}")
            continue
        for statement in statements:
            if isinstance(statement, ast.Import) and any(
                "." in each.name and not each.asname for each in statement.names
            ):
                package, _, module = statement.names[0].name.rpartition(".")
                report.add(
                    document, key, f"binds the name of the outermost package: write `from {package} import {module}`"
                )
            elif isinstance(statement, ast.Import):
                imports.extend(Import(each.name, alias=each.asname or "") for each in statement.names)
            elif isinstance(statement, ast.ImportFrom) and not statement.level and statement.names[0].name != "*":
                module = statement.module or ""
                imports.extend(Import(module, each.name, each.asname or "") for each in statement.names)
            else:
                report.add(document, key, "is no absolute import of named things")
    return imports
