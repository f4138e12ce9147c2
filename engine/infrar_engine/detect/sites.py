"""What detection finds in one file: places, each with the syntax node that a rewrite replaces.

Syntax nodes stay within `detect` and `rewrite`; the `OperationUse` in an `OperationSite` is what other stages see.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tree_sitter import Node

from infrar_engine.detect.imports import ImportedName
from infrar_engine.detect.scopes import Scope
from infrar_engine.model import Diagnostic, OperationUse
from infrar_engine.source.project import SourceFile


@dataclass(frozen=True, slots=True, eq=False)
class OperationSite:
    """`node` is the expression that means the operation (`storage.upload`), `call` the call of it if it is called.

    `arguments` pairs each parameter with its expression, in the order of the call. A site that isn't `rewritable` is read
    through a variable that the program keeps (an alias, a name that may be rebound): planning counts it, rewriting leaves it.
    """

    use: OperationUse
    node: Node
    call: Node | None
    arguments: tuple[tuple[str, Node], ...]
    rewritable: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class ErrorSite:
    """An error class of the SDK: `handler` when it is the target of an `except` clause, `in_tuple` as one of several."""

    node: Node
    module: str  # "storage" or "errors"
    name: str
    handler: bool
    in_tuple: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class TypeSite:
    """A type of the SDK (`ObjectInfo`), used in any way."""

    node: Node
    capability: str
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class ProviderSite:
    """`infrar.provider`."""

    node: Node


@dataclass(frozen=True, slots=True, eq=False)
class NativeSite:
    """`infrar.native("storage")`: the whole call."""

    node: Node
    capability: str


@dataclass(frozen=True, slots=True, eq=False)
class SdkName:
    """A name that an SDK import binds. `keep` says that something else than the uses in sight reads it, so it stays bound."""

    imported: ImportedName | None
    statement: Node
    name: str
    path: tuple[str, ...]
    scope: Scope
    keep: bool = False


@dataclass(frozen=True, slots=True)
class FileFindings:
    """Everything that refers to the SDK in one file."""

    file: SourceFile
    statements: tuple[Node, ...] = ()  # import statements of the SDK, in order
    names: tuple[SdkName, ...] = ()
    operations: tuple[OperationSite, ...] = ()
    errors: tuple[ErrorSite, ...] = ()
    types: tuple[TypeSite, ...] = ()
    providers: tuple[ProviderSite, ...] = ()
    natives: tuple[NativeSite, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    skipped: bool = False
    ignored: tuple[tuple[int, str], ...] = field(default=())  # (line, code) of `# infrar: ignore[CODE]`

    @property
    def uses_sdk(self) -> bool:
        return bool(self.statements) and not self.skipped
