"""What detection finds in one file: places, each with the syntax node or span that a rewrite replaces.

Syntax nodes stay within `detect` and `rewrite`; the `OperationUse` in an `OperationSite` is what other stages see.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tree_sitter import Node

from infrar_engine.detect.comments import Comment
from infrar_engine.detect.folds import Folds
from infrar_engine.detect.imports import ImportedName
from infrar_engine.detect.scopes import Scope
from infrar_engine.detect.sdk_names import sdk_statements
from infrar_engine.detect.values import Evaluator
from infrar_engine.model import Diagnostic, OperationUse, Span
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


@dataclass(frozen=True, slots=True)
class ErrorSite:
    """An error class of the SDK: `handler` when it is the target of an `except` clause, `in_tuple` as one of several."""

    span: Span
    module: str  # "storage" or "errors"
    name: str
    handler: bool
    in_tuple: bool = False


@dataclass(frozen=True, slots=True)
class TypeSite:
    """A type of the SDK (`ObjectInfo`), used in any way."""

    span: Span
    capability: str
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class ProviderSite:
    """`infrar.provider`, where it isn't folded away."""

    node: Node


@dataclass(frozen=True, slots=True)
class NativeSite:
    """`infrar.native("storage")`: the whole call."""

    span: Span
    capability: str


@dataclass(frozen=True, slots=True, eq=False)
class KeptName:
    """A name of the SDK's that something else than the uses in sight reads, so that it stays bound.

    `rebound` says that the program binds it in other ways, too, so that where it is bound matters.
    """

    name: str
    path: tuple[str, ...]
    statement: Node
    scope: Scope
    rebound: bool


@dataclass(frozen=True, slots=True)
class FileFindings:
    """Everything that refers to the SDK in one file.

    `removed` are the imported names that go, those of imports of the project's own modules among them; `aliases` the statements
    that give a module of the SDK a second name, which go, too.
    """

    file: SourceFile
    evaluator: Evaluator
    removed: tuple[ImportedName, ...] = ()
    aliases: tuple[Node, ...] = ()
    names: tuple[KeptName, ...] = ()
    operations: tuple[OperationSite, ...] = ()
    errors: tuple[ErrorSite, ...] = ()
    types: tuple[TypeSite, ...] = ()
    providers: tuple[ProviderSite, ...] = ()
    natives: tuple[NativeSite, ...] = ()
    folds: Folds = field(default_factory=Folds)
    diagnostics: tuple[Diagnostic, ...] = ()
    skipped: bool = False
    comments: tuple[Comment, ...] = ()

    @property
    def needs_sdk(self) -> bool:
        """Whether the file is left as it is and imports the SDK, which it then still needs where it is deployed."""
        return self.skipped and any(True for _ in sdk_statements(self.file.syntax))

    @property
    def uses(self) -> tuple[OperationUse, ...]:
        """The uses that may run: nothing in a stub does."""
        return () if self.file.is_stub else tuple(site.use for site in self.operations)

    @property
    def named(self) -> tuple[tuple[str, Span, bool], ...]:
        """The capabilities that are named other than by operations, where, and whether for their native client."""
        natives = [(site.capability, site.span, True) for site in self.natives]
        classes = [(site.module, site.span, False) for site in self.errors if site.module != "errors"]
        return (*natives, *classes, *((site.capability, site.span, False) for site in self.types))

    @property
    def uses_sdk(self) -> bool:
        """Whether a build changes the file."""
        rewritten = (*self.operations, *self.errors, *self.types, *self.providers, *self.natives, *self.folds.edits)
        return not self.skipped and bool(self.removed or self.aliases or rewritten or self.folds.removed)
