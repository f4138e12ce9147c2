"""Translated errors: real classes for a capability whose error classes the program uses for more than catching.

An `except` clause needs only an expression that looks at the active exception. `isinstance(e, storage.NotFound)`, `raise
storage.NotFound(...)`, a subclass or `suppress(storage.NotFound)` need a class. Then the classes are generated, and every
operation of that capability raises them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from infrar_engine.model import Catalog, ErrorClass
from infrar_engine.plugins.names import free_names
from infrar_engine.plugins.rules import Import, RuleBook
from infrar_engine.rewrite.code import rename

BASE = "InfrarError"
_FUNCTOOLS = Import("functools")
_INSPECT = Import("inspect")


@dataclass(frozen=True)
class Translation:
    """`classes` has the generated name of each error by ("errors!", "storage.NotFound"); `decorators` one by capability."""

    definitions: tuple[str, ...]
    classes: Mapping[tuple[str, str], str]
    decorators: Mapping[str, str]


def class_key(module: str, name: str) -> tuple[str, str]:
    return ("errors!", f"{module}.{name}")


def names_needed(rules: RuleBook) -> frozenset[str]:
    """What the decorator's `except` clauses name in the rule book."""
    return frozenset().union(*(free_names(e.expression, "eval") for e in rules.errors if e.expression is not None))


def translation(
    capabilities: Iterable[tuple[Catalog, RuleBook]],
    fresh: Callable[..., str],
    imported: Callable[[Import], str],
    names: Callable[[str], Mapping[str, str]],
) -> Translation:
    """Classes and decorators for these rule books; `fresh`, `imported` and `names` belong to the module they go into."""
    definitions: list[str] = []
    classes: dict[tuple[str, str], str] = {}
    decorators: dict[str, str] = {}
    for catalog, rules in capabilities:
        capability = rules.capability
        if not classes:
            for error in catalog.errors:
                wanted = "CloudError" if error.name == BASE else f"Portable{error.name}"
                classes[class_key("errors", error.name)] = fresh(wanted)
                definitions.append(_class(error, "errors", classes))
        for error in capability.errors:
            classes[class_key(capability.name, error.name)] = fresh(
                error.name, f"{capability.name.title()}{error.name}"
            )
            definitions.append(_class(error, capability.name, classes))
        functools, inspect = imported(_FUNCTOOLS), imported(_INSPECT)
        decorator = decorators[capability.name] = fresh(f"_raises_{capability.name}_errors")
        definitions.append(_decorator(rules, decorator, classes, names(capability.name), functools, inspect))
    return Translation(tuple(definitions), classes, decorators)


def _class(error: ErrorClass, module: str, classes: Mapping[tuple[str, str], str]) -> str:
    bases = [_base(base, module, classes) for base in error.bases]
    summary = error.doc.strip().split("\n")[0] or "An error of a cloud service."
    return f'class {classes[class_key(module, error.name)]}({", ".join(bases)}):\n    """{summary}"""'


def _base(base: str, module: str, classes: Mapping[tuple[str, str], str]) -> str:
    name = base.rpartition(".")[2]
    portable = base.startswith("errors.") or (name == BASE and module != "errors")
    return classes.get(class_key("errors" if portable else module, name), name)


def _decorator(
    rules: RuleBook,
    name: str,
    classes: Mapping[tuple[str, str], str],
    names: Mapping[str, str],
    functools: str,
    inspect: str,
) -> str:
    """The decorator that raises the generated classes in place of this service's errors."""
    clauses = [
        f"        except {rename(error.expression, names)} as error:\n"
        f"            raise {classes[class_key(rules.capability.name, error.name)]}(str(error)) from error"
        for error in rules.errors
        if error.expression is not None
    ]
    handlers = "\n".join(clauses)
    deeper = "\n".join(f"    {line}" for line in handlers.split("\n"))
    return f'''def {name}(function):
    """Raise this application's error classes in place of the service's own."""
    if {inspect}.isgeneratorfunction(function):

        @{functools}.wraps(function)
        def generate(*args, **kwargs):
            try:
                yield from function(*args, **kwargs)
{deeper}

        return generate

    @{functools}.wraps(function)
    def call(*args, **kwargs):
        try:
            return function(*args, **kwargs)
{handlers}

    return call'''
