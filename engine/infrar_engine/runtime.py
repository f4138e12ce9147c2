"""Programs that run untransformed on a cloud: `INFRAR_PROVIDER=acme python app.py`.

In: a provider and a capability. Out: the SDK's operations, done by the functions of the provider's rule book: the
very code that a build writes where no inline form fits, so that running and building can't differ. The rule book's
functions become one module; around each stands a function with the SDK's signature that turns native errors into
portable ones. Made once a process.

`INFRAR_PLUGINS` names further provider folders, separated as in PATH. `INFRAR_SERVICES` chooses services other than the provider's
defaults, as `services` in infrar.yaml does: `queue=service-bus,topic=sns-fifo`.
"""

from __future__ import annotations

import linecache
import os
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from threading import RLock
from types import MappingProxyType, ModuleType
from typing import Any

from infrar import errors
from infrar_engine.model import Operation, ParameterKind, family
from infrar_engine.plugins.closure import Definition, closure
from infrar_engine.plugins.loader import load_providers
from infrar_engine.plugins.names import free_names
from infrar_engine.plugins.rules import Client, Rule, RuleBook, Support
from infrar_engine.plugins.values import Service

_INDENT = "    "
_ONE_AT_A_TIME = RLock()  # so that threads which begin together share one client


def operations(provider: str, capability: str) -> Mapping[str, Callable[..., Any]]:
    """The operations of a capability by name, as this provider does them. They raise the capability's portable
    errors.
    """
    with _ONE_AT_A_TIME:
        return _operations(provider, capability, *_settings())


def native(provider: str, capability: str) -> Any:
    """The client that the operations of a capability use: the first that the rule book names."""
    with _ONE_AT_A_TIME:
        _, rules, module = _native(provider, capability, *_settings())
    if not rules.clients:
        raise errors.Unsupported(
            f"{provider} has no client for {capability} that all of it uses: native({capability!r})"
        )
    return getattr(module, rules.clients[0].name)


def _settings() -> tuple[str, str]:
    return os.environ.get("INFRAR_PLUGINS", ""), os.environ.get("INFRAR_SERVICES", "")


@cache
def _operations(provider: str, capability: str, plugins: str, services: str) -> Mapping[str, Callable[..., Any]]:
    service, rules, module = _native(provider, capability, plugins, services)
    text = portable_source(rules)
    given = {"_native": module, "_infrar_place": partial(_place, service)}
    wrapped = _execute(_module_name(provider, capability), text, given)
    return MappingProxyType({each.name: getattr(wrapped, each.name) for each in rules.capability.operations})


@cache
def _native(provider: str, capability: str, plugins: str, services: str) -> tuple[Service, RuleBook, ModuleType]:
    folders = [Path(place) for place in plugins.split(os.pathsep) if place]
    choices = dict(choice.strip().split("=", 1) for choice in services.split(",") if "=" in choice)
    loaded = load_providers([provider], folders)[provider]
    service = loaded.service_for(family(capability), choices.get(family(capability)))
    rules = service.book(capability) if service is not None else None
    if service is None or rules is None:
        reason = loaded.unsupported.get(family(capability), "")
        chosen = f' that is called "{choices[family(capability)]}"' if family(capability) in choices else ""
        raise errors.Unsupported(f"{provider} has no service for {capability}{chosen}{reason and f': {reason}'}")
    return service, rules, _execute(f"{_module_name(provider, capability)}_native", native_source(rules), {})


def _place(service: Service, name: object) -> object:
    """Where the resource that the program calls `name` is: its address, or its name as the cloud spells it."""
    if not isinstance(name, str):
        return name
    if service.address is not None:
        return os.environ.get(service.address.variable(name), name)
    return service.physical_name.spelled(name)


def _module_name(provider: str, capability: str) -> str:
    return f"infrar_engine.runtime.{provider}_{capability.replace('.', '_')}"


def native_source(rules: RuleBook) -> str:
    """One module with all that the operations need, and `_infrar_errors`, in which native errors become portable."""
    errors = [(error.expression, error.name) for error in rules.errors if error.expression is not None]
    errors.append((rules.any_error, rules.capability.base_error))
    named = [*(rule.name for rule in rules.rules), *(client.name for client in rules.clients)]
    needed = closure(rules, frozenset(named).union(*(free_names(expression, "eval") for expression, _ in errors)))
    module = rules.capability.module
    lines = [
        *map(str, needed.imports),
        "from contextlib import aclosing as _infrar_aclosing, contextmanager as _infrar_contextmanager",
        f"import {module} as _infrar_sdk",
        *(f"from {module} import {each.name}" for each in needed.types),
        *(_definition(each) for each in needed.definitions),
        "@_infrar_contextmanager",
        "def _infrar_errors():",
        f"{_INDENT}try:",
        f"{_INDENT * 2}yield",
    ]
    for expression, name in errors:
        lines += [f"{_INDENT}except {expression} as error:"]
        lines += [f"{_INDENT * 2}raise _infrar_sdk.{name}(str(error)) from error"]
    return "\n".join(lines) + "\n"


def portable_source(rules: RuleBook) -> str:
    """A function for each operation, with the SDK's own signature and docstring, around the native one.

    What a provider can't do is `Unsupported`: an operation without a rule, and an unsupported parameter that is
    given.
    """
    functions = [_wrapper(operation, rules) for operation in rules.capability.operations]
    return "\n".join(["from __future__ import annotations", *functions])


def _definition(definition: Definition) -> str:
    if isinstance(definition, Client):
        return f"{definition.name} = {definition.create}"
    if isinstance(definition, Support):
        return definition.code
    return definition.function if isinstance(definition, Rule) else ""


def _wrapper(operation: Operation, rules: RuleBook) -> str:
    body = [repr(operation.doc)]
    rule = rules.rule(operation.name)
    if rule is None:
        reason = rules.unsupported_reason(operation.name) or f"{operation.id} has no rule for this provider"
        body.append(f"raise _native._infrar_sdk.Unsupported({reason!r})")
    else:
        for name, reason in rule.unsupported:
            parameter = operation.parameter(name)
            body.append(f"if {name} != {parameter.default if parameter else None}:")
            body.append(f"{_INDENT}raise _native._infrar_sdk.Unsupported({f'{name}: {reason}'!r})")
        keyword = ParameterKind.KEYWORD
        given = [f"{each.name}={each.name}" if each.kind is keyword else each.name for each in operation.parameters]
        body += [f"{each.name} = _infrar_place({each.name})" for each in operation.parameters if each.names_resource]
        body.append("with _native._infrar_errors():")
        call = f"_native.{operation.name}({', '.join(given)})"
        if operation.asynchronous and operation.is_lazy:
            body.append(f"{_INDENT}async with _native._infrar_aclosing({call}) as items:")
            body += [f"{_INDENT * 2}async for item in items:", f"{_INDENT * 3}yield item"]
        elif operation.asynchronous:
            body.append(f"{_INDENT}return await {call}")
        else:
            body.append(f"{_INDENT}{'yield from' if operation.is_lazy else 'return'} {call}")
    header = operation.source.removesuffix(" ...")
    if operation.asynchronous and operation.is_lazy:  # an asynchronous generator
        header = f"async {header.removeprefix('async ')}"
    return "\n".join([header, *(f"{_INDENT}{line}" for line in body), ""])


def _execute(name: str, text: str, given: Mapping[str, object]) -> ModuleType:
    """Run a module's text; tracebacks show its lines."""
    file = f"<{name}>"
    module = ModuleType(name)
    module.__dict__.update(given)
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    exec(compile(text, file, "exec", dont_inherit=True), module.__dict__)  # noqa: S102 # a plugin's functions are code
    return module
