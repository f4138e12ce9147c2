"""Uses of the SDK as found in the source, and what the rule book says to each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from infrar_engine.model.catalog import Operation
from infrar_engine.model.diagnostics import SourceLocation
from infrar_engine.model.resources import GrantRule
from infrar_engine.model.spans import Span
from infrar_engine.model.values import Value


class UseKind(str, Enum):
    """`CALL` is a call written out; `REFERENCE` the operation passed or stored, its arguments unknown or partly known.

    `ALIAS` is a reference whose every use is in sight and counted by itself (`save = storage.upload`, only ever called).
    """

    CALL = "call"
    REFERENCE = "reference"
    ALIAS = "alias"


@dataclass(frozen=True, slots=True)
class Argument:
    """What a call gives to one parameter. A parameter that the call leaves out has no `Argument`.

    `type` is the built-in type that the expression surely has ("str", "none", ...), "" when that is not proven.
    """

    parameter: str
    span: Span
    text: str
    value: Value
    type: str = ""


@dataclass(frozen=True, slots=True)
class OperationUse:
    """One place where the program uses an operation.

    `arguments` are in the order of the call; `complete` is False when splats or a reference hide some of them.
    """

    operation: Operation
    kind: UseKind
    location: SourceLocation
    span: Span
    arguments: tuple[Argument, ...] = ()
    complete: bool = True

    def argument(self, parameter: str) -> Argument | None:
        return next((argument for argument in self.arguments if argument.parameter == parameter), None)


@dataclass(frozen=True, slots=True)
class ServiceChoice:
    """The service that stands for a capability, and why: "infrar.yaml chooses it"."""

    capability: str
    service: str
    reason: str


@dataclass(frozen=True, slots=True)
class Match:
    """A use with the service chosen for it and the grants its rule asks for (those whose conditions hold)."""

    use: OperationUse
    service: str
    grants: tuple[GrantRule, ...]
