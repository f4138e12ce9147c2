"""The values of a rule book: how each operation of one capability becomes native code on one service, and what it
needs.

They are made from `transform/rules.yaml` (see `plugins/reading_rules.py`) and hold text, never syntax trees. Lines
point into that file.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal as OneOf
from typing import TypeAlias

from infrar_engine.model import Capability, GrantRule, Requirement, TypeDefinition

FormKind: TypeAlias = OneOf["expression", "statement", "items"]


class ConditionKind(str, Enum):
    """What a condition asks of the argument for one parameter."""

    OMITTED = "omitted"  # not given, or given as the literal default
    GIVEN = "given"
    TYPES = "types"  # proven to be of one of these built-in types
    LITERAL = "literal"  # its value is known at build time
    VALUES = "values"  # known at build time, and one of these
    CONTAINS = "contains"  # a text with this in it
    LACKS = "lacks"  # a text without it


@dataclass(frozen=True, slots=True)
class Condition:
    """One entry of `when`. `types`, `values` and `part` are empty unless the kind asks for them."""

    parameter: str
    kind: ConditionKind
    types: tuple[str, ...] = ()
    values: tuple[object, ...] = ()
    part: str = ""


@dataclass(frozen=True, slots=True)
class InlineForm:
    """The idiomatic code at a call. It applies when all of `when` holds.

    `when` also asks that parameters which the template doesn't mention are omitted. `parameters` has each parameter
    of the operation with its default's source text (None: required), which is what the template's variables are.
    `attributes` is for `items` alone: each SDK attribute with the native expression suffix that reads it.
    """

    kind: FormKind
    template: str
    when: tuple[Condition, ...]
    mentions: frozenset[str]
    parameters: tuple[tuple[str, str | None], ...]
    attributes: tuple[tuple[str, str], ...] = ()
    line: int = 0

    def condition(self, parameter: str) -> Condition | None:
        return next((condition for condition in self.when if condition.parameter == parameter), None)

    def attribute(self, name: str) -> str | None:
        return dict(self.attributes).get(name)


@dataclass(frozen=True, slots=True)
class ConditionalGrant:
    """A permission, and when a call needs it."""

    grant: GrantRule
    when: tuple[Condition, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Example:
    """A small module before and after its transformation; both are whole files."""

    name: str
    before: str
    after: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """One operation on one service. `function` is Python text that defines the operation under its SDK name."""

    operation: str  # "storage.write"
    function: str
    inline: tuple[InlineForm, ...]
    grants: tuple[ConditionalGrant, ...]
    raises: tuple[str, ...]
    unsupported: tuple[tuple[str, str], ...]  # parameter, reason
    examples: tuple[Example, ...]
    leaves_alone: tuple[str, ...]
    line: int = 0

    @property
    def name(self) -> str:
        return self.operation.rpartition(".")[2]

    def unsupported_reason(self, parameter: str) -> str | None:
        return dict(self.unsupported).get(parameter)


@dataclass(frozen=True, slots=True, order=True)
class Import:
    """One imported name: `import a.b as c` is `("a.b", "", "c")`, `from a import b` is `("a", "b", "")`."""

    module: str
    name: str = ""
    alias: str = ""

    @property
    def binding(self) -> str:
        """The name that it binds."""
        return self.alias or self.name or self.module.partition(".")[0]

    def __str__(self) -> str:
        alias = f" as {self.alias}" if self.alias else ""
        return f"from {self.module} import {self.name}{alias}" if self.name else f"import {self.module}{alias}"


@dataclass(frozen=True, slots=True)
class Client:
    """A module-level object that is created once a process; `create` is a Python expression, `type` its annotation
    or "".
    """

    name: str
    create: str
    type: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Support:
    """A small private function, class or constant that other code of the rule book names; `code` defines `name`."""

    name: str
    code: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class ErrorRule:
    """A portable error as the expression that an `except` clause catches; None when the cloud never raises it, for
    `reason`.
    """

    name: str
    expression: str | None
    reason: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules of one service for one capability. Order is the file's, except that names within an import are
    split.

    That of an asynchronous capability extends its twin's: it has all that one's names but the operations, and `inherited`
    says which.
    """

    service: str
    path: str
    capability: Capability
    requirements: tuple[Requirement, ...]
    imports: tuple[Import, ...]
    clients: tuple[Client, ...]
    supports: tuple[Support, ...]
    errors: tuple[ErrorRule, ...]
    any_error: str  # what `except storage.StorageError` catches
    rules: tuple[Rule, ...]
    inherited: frozenset[str] = frozenset()
    unsupported: tuple[tuple[str, str], ...] = ()  # operations that the service can't do at all, with the reason

    @property
    def types(self) -> tuple[TypeDefinition, ...]:
        """The SDK's types that code may name."""
        return self.capability.types

    def owner(self, name: str) -> str:
        """The capability whose rule book defines a name; what both twins use is defined once."""
        shared = name in self.inherited or any(each.name == name for each in self.types)
        return self.capability.family if shared else self.capability.name

    def rule(self, operation: str) -> Rule | None:
        """The rule of `"write"` or `"storage.write"`."""
        name = operation.rpartition(".")[2]
        return next((rule for rule in self.rules if rule.name == name), None)

    def unsupported_reason(self, operation: str) -> str | None:
        """Why the service can't do `"delete"` at all; None where it can, or where nothing is said."""
        return dict(self.unsupported).get(operation)

    def error(self, name: str) -> ErrorRule | None:
        return next((error for error in self.errors if error.name == name), None)
