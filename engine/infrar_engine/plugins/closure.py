"""The native code that some names need: what a build writes, and what the runtime runs.

In: a rule book and names (those that forms, `except` expressions and functions use). Out: the imports, clients,
supports, types and operations reachable from them, in an order in which every name exists before it is needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from infrar_engine.model import TypeDefinition
from infrar_engine.plugins.names import free_names, names_when_defined
from infrar_engine.plugins.rules import Client, Import, Rule, RuleBook, Support

Definition: TypeAlias = TypeDefinition | Support | Client | Rule


@dataclass(frozen=True, slots=True)
class Closure:
    """What code needs. `definitions` has all but the imports, each after whatever it needs when it is defined.

    Annotations of types need imports of their own (`datetime`, `NamedTuple`): those belong to whoever writes the
    classes.
    """

    imports: tuple[Import, ...]
    definitions: tuple[Definition, ...]

    @property
    def clients(self) -> tuple[Client, ...]:
        return tuple(each for each in self.definitions if isinstance(each, Client))

    @property
    def supports(self) -> tuple[Support, ...]:
        return tuple(each for each in self.definitions if isinstance(each, Support))

    @property
    def types(self) -> tuple[TypeDefinition, ...]:
        return tuple(each for each in self.definitions if isinstance(each, TypeDefinition))

    @property
    def operations(self) -> tuple[Rule, ...]:
        return tuple(each for each in self.definitions if isinstance(each, Rule))


def closure(rules: RuleBook, names: Iterable[str]) -> Closure:
    """What the code with these free names needs. Names that the rule book doesn't define are builtins or the
    caller's own.

    `closure(book, ["write"])` is the function of `write` with all it needs; pass `free_names(text, "eval")` for an
    expression.
    """
    imported = {each.binding: each for each in rules.imports}
    defined = _definitions(rules)
    wanted = [name for name in dict.fromkeys(sorted(names)) if name in imported or name in defined]
    reached: set[str] = set()
    while wanted:
        name = wanted.pop()
        if name in reached:
            continue
        reached.add(name)
        if name in defined:
            wanted.extend(each for each in _needs(defined[name]) if each in imported or each in defined)
    ordered = _ordered({name: each for name, each in defined.items() if name in reached})
    return Closure(tuple(each for each in rules.imports if each.binding in reached), ordered)


def names_of(rules: RuleBook) -> frozenset[str]:
    """Every name that code of this rule book may use besides builtins."""
    return frozenset({each.binding for each in rules.imports} | _definitions(rules).keys())


def _definitions(rules: RuleBook) -> dict[str, Definition]:
    """Everything the rule book defines, in the order a reader expects: clients, types, supports, operations."""
    definitions: list[Definition] = [*rules.clients, *rules.types, *rules.supports, *rules.rules]
    return {each.name: each for each in definitions}


def _needs(definition: Definition) -> frozenset[str]:
    """All names in its code, whenever they are used."""
    if isinstance(definition, Client):
        return free_names(definition.create, "eval") | (
            free_names(definition.type, "eval") if definition.type else frozenset()
        )
    if isinstance(definition, Support):
        return free_names(definition.code) - {definition.name}
    if isinstance(definition, Rule):
        return free_names(definition.function) - {definition.name}
    return frozenset()


def _ordered(definitions: dict[str, Definition]) -> tuple[Definition, ...]:
    """Each after what it needs when it is defined; else in the given order."""
    done: dict[str, Definition] = {}

    def place(name: str, waiting: frozenset[str]) -> None:
        if name in done or name in waiting or name not in definitions:
            return
        for needed in sorted(_needs_first(definitions, name)):
            place(needed, waiting | {name})
        done[name] = definitions[name]

    for name in definitions:
        place(name, frozenset())
    return tuple(done.values())


def _needs_first(definitions: dict[str, Definition], name: str) -> set[str]:
    """Names that must be there when `name` is defined. A client's expression runs functions, so it needs what they
    use, too.
    """
    definition = definitions[name]
    if isinstance(definition, TypeDefinition):
        return set()
    if isinstance(definition, (Support, Rule)):
        return set(names_when_defined(definition.code if isinstance(definition, Support) else definition.function)) - {
            name
        }
    reached: set[str] = set()
    wanted = list(_needs(definition))
    while wanted:
        each = wanted.pop()
        if each not in reached and each in definitions:
            reached.add(each)
            wanted.extend(_needs(definitions[each]))
    return reached - {name}
