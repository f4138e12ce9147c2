"""Translated errors: real classes for a capability whose error classes the program uses for more than catching.

An `except` clause needs only an expression that looks at the active exception. `isinstance(e, storage.NotFound)`, `raise
storage.NotFound(...)`, a subclass or `suppress(storage.NotFound)` need a class. Then the classes that the program names are
generated, and the operations of that capability raise them. An error that the program has no name for stays the cloud's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from infrar_engine.model import Capability, Catalog, ErrorClass
from infrar_engine.plugins.names import free_names
from infrar_engine.plugins.rules import Import, RuleBook
from infrar_engine.rewrite.code import rename
from infrar_engine.rewrite.layout import fit

BASE = "InfrarError"


@dataclass(frozen=True, slots=True)
class _Dialect:
    """How a wrapper is written for synchronous operations, or for asynchronous ones."""

    manager: Import
    iterator: Import
    passed_on: tuple[str, ...]  # how an iterator hands on another's items
    keyword: str = ""
    suffix: str = ""


_SYNC = _Dialect(
    Import("contextlib", "contextmanager"),
    Import("collections.abc", "Iterator"),
    ("yield from function(*args, **kwargs)",),
)
_ASYNC = _Dialect(
    Import("contextlib", "asynccontextmanager"),
    Import("collections.abc", "AsyncIterator"),
    ("async for item in function(*args, **kwargs):", "    yield item"),
    "async ",
    "_async",
)
ErrorName = tuple[str, str]  # ("storage" or "errors", "NotFound")

_CALLABLE = Import("collections.abc", "Callable")
_WRAPS = Import("functools", "wraps")
_PARAMSPEC = Import("typing", "ParamSpec")
_TYPEVAR = Import("typing", "TypeVar")


@dataclass(frozen=True)
class Translation:
    """`classes` has the generated name of each error; `wrappers` how a capability's operations get to raise them."""

    definitions: tuple[str, ...]
    classes: Mapping[ErrorName, str]
    wrappers: Mapping[str, Wrapper]


@dataclass(frozen=True, slots=True)
class Wrapper:
    """`decorator` goes above an operation that returns when it is done, `lazy` above one that returns an iterator."""

    decorator: str
    lazy: str = ""


@dataclass(frozen=True)
class Naming:
    """How the module that the definitions go into names things: new names, imports, and what a rule book defines.

    Its lines are `width` long at most.
    """

    fresh: Callable[..., str]
    imported: Callable[[Import], str]
    names: Callable[[str], Mapping[str, str]]
    width: int


def class_key(module: str, name: str) -> tuple[str, str]:
    """The key of a generated class among the names of a module."""
    return ("errors!", f"{module}.{name}")


@dataclass(frozen=True)
class Raised:
    """What one native error becomes: the class to raise, generated for this alone when several named ones must fit it."""

    error: ErrorClass
    raises: ErrorName
    bases: tuple[ErrorName, ...] = ()


def raised(capability: Capability, catalog: Catalog, named: Iterable[ErrorName]) -> list[Raised]:
    """For each error of a capability that the program has a name for, the class that all of its names fit."""
    wanted = set(named)
    out: list[Raised] = []
    for error in capability.errors:
        own = (capability.family, error.name)
        fitting = [name for name in ancestry(own, capability, catalog) if name in wanted]
        nearest = [n for n in fitting if not any(_derives(m, n, capability, catalog) for m in fitting if m != n)]
        if len(nearest) == 1:
            out.append(Raised(error, nearest[0]))
        elif nearest:
            out.append(Raised(error, own, tuple(nearest)))
    return out


def ancestry(name: ErrorName, capability: Capability, catalog: Catalog) -> list[ErrorName]:
    """An error class and all that it is derived from, itself first."""
    found: list[ErrorName] = [name]
    for each in found:
        classes = catalog.errors if each[0] == "errors" else capability.errors
        definition = next((e for e in classes if e.name == each[1]), None)
        for base in definition.bases if definition is not None else ():
            portable = base.startswith("errors.") or base == BASE or each[0] == "errors"
            parent = ("errors" if portable else each[0], base.rpartition(".")[2])
            known = catalog.errors if portable else capability.errors
            if parent not in found and any(e.name == parent[1] for e in known):
                found.append(parent)
    return found


def _derives(one: ErrorName, other: ErrorName, capability: Capability, catalog: Catalog) -> bool:
    return other in ancestry(one, capability, catalog)


def names_needed(rules: RuleBook, catalog: Catalog, named: Iterable[ErrorName]) -> frozenset[str]:
    """What the `except` clauses of the translation name in the rule book."""
    clauses = _clauses(rules, raised(rules.capability, catalog, named))
    return frozenset().union(*(free_names(expression, "eval") for expression, _ in clauses))


def _clauses(rules: RuleBook, translated: Sequence[Raised]) -> list[tuple[str, ErrorName]]:
    """What to catch, and what to raise for it: particular errors first, then any."""
    base = next((r for r in translated if r.error.name == rules.capability.base_error), None)
    clauses = []
    for each in translated:
        rule = rules.error(each.error.name)
        if rule is None or rule.expression is None or each is base or (base and each.raises == base.raises):
            continue
        clauses.append((rule.expression, each.raises))
    return [*clauses, *([(rules.any_error, base.raises)] if base is not None else [])]


def class_names(
    capabilities: Iterable[tuple[Catalog, RuleBook]], named: Iterable[ErrorName], fresh: Callable[..., str]
) -> dict[ErrorName, str]:
    """What each generated class is called: as in the SDK, if it can be, since programs print the names of errors."""
    wanted = sorted(set(named))
    names: dict[ErrorName, str] = {}
    for catalog, rules in capabilities:
        made = [r.raises for r in raised(rules.capability, catalog, wanted) if r.bases]
        for name, _ in _errors(catalog, rules):
            if (name in wanted or name in made) and name not in names:
                names[name] = _class_name(name, [*wanted, *made], fresh)
    return names


def translation(
    capabilities: Iterable[tuple[Catalog, RuleBook]],
    named: Iterable[ErrorName],
    names: Mapping[ErrorName, str],
    lazy: frozenset[str],
    naming: Naming,
) -> Translation:
    """Classes, called `names`, and wrappers for these rule books; `lazy` names the capabilities of which an iterator is wanted."""
    wanted = sorted(set(named))
    definitions: list[str] = []
    classes: dict[ErrorName, str] = {}
    wrappers: dict[str, Wrapper] = {}
    for catalog, rules in capabilities:
        translated = raised(rules.capability, catalog, wanted)
        made = {r.raises: r.bases for r in translated if r.bases}
        for name, error in _errors(catalog, rules):
            if name in names and name not in classes:
                classes[name] = names[name]
                bases = made.get(name) or _nearest_bases(name, rules.capability, catalog, classes)
                definitions.append(_class(error, classes[name], [classes[b] for b in bases]))
        wrappers[rules.capability.name] = _wrap(rules, translated, classes, lazy, naming, definitions)
    return Translation(tuple(definitions), classes, wrappers)


def _errors(catalog: Catalog, rules: RuleBook) -> list[tuple[ErrorName, ErrorClass]]:
    """The portable errors, and then the capability's own."""
    own = rules.capability
    return [(("errors", e.name), e) for e in catalog.errors] + [((own.family, e.name), e) for e in own.errors]


def _class_name(name: ErrorName, others: Sequence[ErrorName], fresh: Callable[..., str]) -> str:
    module, own = name
    if own == BASE:
        return fresh("CloudError")
    if module == "errors" and any(m != "errors" and n == own for m, n in others):
        return fresh(f"Portable{own}")
    return fresh(own, f"{module.title()}{own}")


def _nearest_bases(
    name: ErrorName, capability: Capability, catalog: Catalog, classes: Mapping[ErrorName, str]
) -> list[ErrorName]:
    above = [n for n in ancestry(name, capability, catalog)[1:] if n in classes]
    return [n for n in above if not any(_derives(m, n, capability, catalog) for m in above if m != n)]


def _class(error: ErrorClass, name: str, bases: Sequence[str]) -> str:
    summary = error.doc.strip().split("\n")[0] or "An error of a cloud service."
    return f'class {name}({", ".join(bases) or "Exception"}):\n    """{summary}"""'


def _wrap(
    rules: RuleBook,
    translated: Sequence[Raised],
    classes: Mapping[ErrorName, str],
    lazy: frozenset[str],
    naming: Naming,
    definitions: list[str],
) -> Wrapper:
    """Write the context manager that raises the generated classes; used as a decorator, it keeps a function's type."""
    capability, dialect = rules.capability.name, _ASYNC if rules.capability.asynchronous else _SYNC
    manager, iterator = naming.imported(dialect.manager), naming.imported(dialect.iterator)
    name = naming.fresh(f"_{rules.capability.family}_errors{dialect.suffix}")
    names = naming.names(capability)
    around = len("    except  as error:")
    clauses = "".join(
        f"    except {fit(rename(expression, names), naming.width, around, '    ', '    ')} as error:\n"
        f"        raise {classes[error]}(str(error)) from error\n"
        for expression, error in _clauses(rules, translated)
    )
    if not clauses:  # only classes that this cloud never raises
        return Wrapper("")
    definitions.append(
        f"@{manager}\n"
        f"{dialect.keyword}def {name}() -> {iterator}[None]:\n"
        f'    """Raise this application\'s error classes in place of the service\'s own."""\n'
        f"    try:\n        yield\n{clauses}".rstrip("\n")
    )
    return Wrapper(f"@{name}()", _lazy(name, dialect, naming, definitions) if capability in lazy else "")


def _lazy(manager: str, dialect: _Dialect, naming: Naming, definitions: list[str]) -> str:
    callable_, iterator, wraps = naming.imported(_CALLABLE), naming.imported(dialect.iterator), naming.imported(_WRAPS)
    paramspec, typevar = naming.imported(_PARAMSPEC), naming.imported(_TYPEVAR)
    p, t = naming.fresh("_P"), naming.fresh("_T")
    name = naming.fresh(f"{manager}_while_iterating")
    passed_on = "\n".join(f"            {line}" for line in dialect.passed_on)
    definitions.append(f'{p} = {paramspec}("{p}")\n{t} = {typevar}("{t}")')
    definitions.append(
        f"def {name}(function: {callable_}[{p}, {iterator}[{t}]]) -> {callable_}[{p}, {iterator}[{t}]]:\n"
        f'    """The same for an iterator: items are fetched on the way, and so errors are raised there."""\n\n'
        f"    @{wraps}(function)\n"
        f"    {dialect.keyword}def iterate(*args: {p}.args, **kwargs: {p}.kwargs) -> {iterator}[{t}]:\n"
        f"        {dialect.keyword}with {manager}():\n"
        f"{passed_on}\n\n"
        f"    return iterate"
    )
    return f"@{name}"
