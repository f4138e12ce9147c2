"""One file's findings → what each use becomes, and which names that needs: the first of the two passes over a file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from tree_sitter import Node

from infrar_engine.detect.imports import ImportedName, imported_names
from infrar_engine.detect.sites import ErrorSite, FileFindings, OperationSite
from infrar_engine.model import FromEnvironment, Literal, Span, UseKind
from infrar_engine.plugins.closure import names_of
from infrar_engine.plugins.names import free_names
from infrar_engine.plugins.rules import RuleBook
from infrar_engine.rewrite.code import Style
from infrar_engine.rewrite.forms import Chooser, Chosen
from infrar_engine.rewrite.free_names import FreeNames
from infrar_engine.rewrite.imports import main_run
from infrar_engine.rewrite.target import Target
from infrar_engine.source.syntax import span


class FileChoices:
    def __init__(self, findings: FileFindings, target: Target, width: int | None = None) -> None:
        self.findings = findings
        self.file = findings.file
        self.syntax = findings.file.syntax
        self.names = findings.evaluator.names(findings.file)
        self.target = target
        self.style = Style(self.syntax.text, width)
        self.free = FreeNames(self.names, self._gone(), self._is_shared)
        self.chosen: dict[int, Chosen] = {}
        self._choose()

    def _gone(self) -> list[Span]:
        found = self.findings
        spans = [span(site.node) for site in found.operations if site.rewritable]
        spans += [span(site.node) for site in found.providers]
        spans += [site.span for site in found.errors] + [site.span for site in found.types]
        spans += [site.span for site in found.natives]
        spans += [span(imported.node) for imported in found.removed]
        spans += [span(statement) for statement in found.aliases]
        return spans + list(found.folds.dead)

    def _is_shared(self, name: str) -> bool:
        """Whether other modules share a name with this one, other than those of the SDK's that stay."""
        kept = any(k.name == name and k.scope.kind == "module" for k in self.findings.names)
        return not kept and self.findings.evaluator.graph.is_shared(self.file, name)

    def _choose(self) -> None:
        chooser = Chooser(self.file, self.findings.evaluator, self.free.fresh)
        for site in self.findings.operations:
            operation = site.use.operation
            if not site.rewritable or operation.capability in self.target.translated:
                continue
            rule = self.target.book(operation.surface).rule(operation.name)
            chosen = chooser.choose(site, rule) if rule is not None else None
            if chosen is not None:
                self.chosen[site.node.id] = chosen
                self.free.lend([name for _, name in chosen.fresh], chosen.node)

    # What the file needs

    def needs(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """What this file names in each capability's rule book: definitions, and names of any kind (imports among them)."""
        named: dict[str, set[str]] = {}
        for site in self.findings.operations:
            if site.rewritable:
                operation = site.use.operation
                chosen = self.chosen.get(site.node.id)
                named.setdefault(operation.surface, set()).update(chosen.names if chosen else {operation.name})
        for kept in self.findings.names:
            if self.is_operation(kept.path) or self.is_type(kept.path):
                named.setdefault(kept.path[1], set()).add(kept.path[2])
        for site_type in self.findings.types:
            named.setdefault(site_type.capability, set()).add(site_type.name)
        for native in self.findings.natives:
            named.setdefault(native.capability, set()).add(self.target.book(native.capability).clients[0].name)
        for error in self.findings.errors:
            for book in self.books_of(error):
                if book.capability.family not in self.target.translated:
                    expression = free_names(self.expression(error, book), "eval")
                    named.setdefault(book.capability.name, set()).update(expression)
        named = {c: names & names_of(self.target.book(c)) for c, names in named.items()}
        definitions = {c: {n for n in names if not _is_import(self.target.book(c), n)} for c, names in named.items()}
        return definitions, named

    def is_operation(self, path: tuple[str, ...]) -> bool:
        capability = self.target.catalog.capability(path[1])
        return capability is not None and capability.operation(path[2]) is not None

    def is_type(self, path: tuple[str, ...]) -> bool:
        capability = self.target.catalog.capability(path[1])
        return capability is not None and any(t.name == path[2] for t in capability.types)

    def books_of(self, error: ErrorSite) -> list[RuleBook]:
        own = [book for book in self.target.used_books if book.capability.family == error.module]
        if own or error.module != "errors":
            return own or [self.target.book(error.module)]
        return list(self.target.used_books)

    def expression(self, error: ErrorSite, book: RuleBook) -> str:
        """What an `except` clause catches for an error class; `()`, nothing, for one that this cloud never raises."""
        if error.name in (book.capability.base_error, "InfrarError"):
            return book.any_error
        found = book.error(error.name)
        return found.expression if found is not None and found.expression is not None else "()"

    def first_use(self) -> int:
        """The first byte that needs something generated, but for imports at the top level."""
        found = self.findings
        starts = [site.node.start_byte for site in found.operations]
        starts += [site.node.start_byte for site in found.providers]
        starts += [site.span.start for site in found.errors] + [site.span.start for site in found.types]
        starts += [site.span.start for site in found.natives]
        nested = (k.statement for k in found.names)
        starts += [n.start_byte for n in nested if n.parent is not None and n.parent.type != "module"]
        return min(starts, default=len(self.syntax.text))

    # Names of resources

    @cached_property
    def looked_up(self) -> frozenset[str]:
        """The capabilities of which some resource's name is only known when the program runs, and may be a logical one."""
        return self.looked_up_here | self.passed_on

    @cached_property
    def looked_up_here(self) -> frozenset[str]:
        """The same, where the file's own code looks it up."""
        return self._named("looked up")

    @cached_property
    def passed_on(self) -> frozenset[str]:
        """The capabilities of which an operation is used as a value, so that the names it is called with are out of sight."""
        renamed = {capability for capability, _ in self.target.physical or ()}
        uses = (s.use for s in self.findings.operations if s.use.kind is UseKind.REFERENCE)
        unseen = {u.operation.capability for u in uses if u.argument(u.operation.parameters[0].name) is None}
        return frozenset(renamed & unseen)

    @cached_property
    def named_literally(self) -> frozenset[str]:
        """The capabilities of which some call says which resource it means, and that has another name in this environment."""
        return self._named("literal")

    def _named(self, how: str) -> frozenset[str]:
        sites = ((site, parameter) for site in self.findings.operations for parameter, _ in site.arguments)
        return frozenset(site.use.operation.capability for site, p in sites if self.naming(site, p) == how)

    def naming(self, site: OperationSite, parameter: str) -> str:
        """How a resource's name reaches native code: "literal" or "looked up" in the environment's names, "" as it is."""
        declared = site.use.operation.parameter(parameter)
        argument = site.use.argument(parameter)
        if not self.target.physical or declared is None or not declared.names_resource or argument is None:
            return ""
        if all(capability != site.use.operation.capability for capability, _ in self.target.physical):
            return ""
        value = argument.value
        if isinstance(value, Literal):
            return "literal" if (site.use.operation.capability, value.value) in self.target.physical else ""
        if isinstance(value, FromEnvironment):
            return "looked up" if value.default is not None else ""
        return "looked up"

    # What is there already

    @cached_property
    def run(self) -> tuple[Node, ...]:
        """The imports at the top that new ones join, and which the definitions follow."""
        return main_run(self.syntax, self._import_starts, self.first_use(), self.home)

    @property
    def home(self) -> Span:
        """Where imports and definitions go: the file, or the cell of a notebook with the first of the imports that go."""
        starts = self._import_starts
        return self.syntax.unit(min(starts) if starts else min(self.first_use(), len(self.syntax.text)))

    @cached_property
    def _import_starts(self) -> set[int]:
        return {i.statement.start_byte for i in self.findings.removed}

    def known_import(self, module: str, attribute: str) -> tuple[str, bool] | None:
        """The name under which the file imports something already, at its top and for good; and whether that is done when the
        definitions come.
        """
        imported = self._top_imports.get((module, attribute))
        if imported is None or imported.identifier is None:
            return None
        binding = self.names.resolve(imported.identifier)
        alone = len(binding.writes) == 1 and binding.writes[0].scope.kind == "module"
        shadowed = any(b.scope.kind != "module" and b.writes for b in self.names.bindings(imported.name))
        early = bool(self.run) and imported.statement.end_byte <= self.run[-1].end_byte
        return (imported.name, early) if alone and not shadowed else None

    def only_import(self, identifier: Node, owners: Sequence[Node]) -> ImportedName | None:
        """The import of a name that is read within `owners` alone."""
        binding = self.names.resolve(identifier)
        if len(binding.writes) != 1 or not all(any(_inside(r.node, o) for o in owners) for r in binding.reads):
            return None
        return self.findings.evaluator.graph.import_of(self.file, binding.writes[0].node)

    @cached_property
    def _top_imports(self) -> dict[tuple[str, str], ImportedName]:
        removed = {imported.node.id for imported in self.findings.removed}
        statements = (n for n in self.syntax.root.children if n.type in ("import_statement", "import_from_statement"))
        names = (i for statement in statements for i in imported_names(self.syntax, statement))
        kept = (i for i in names if not i.level and i.node.id not in removed)
        return {(i.module, i.attribute or ""): i for i in kept}

    def rebinds(self, builtin: str) -> bool:
        """Whether a builtin's name may mean something else in this module."""
        foreign = self.findings.evaluator.graph.has_foreign_star(self.file)
        return foreign or self.names.binding_in(builtin, self.names.module) is not None


def _inside(node: Node, owner: Node) -> bool:
    return owner.start_byte <= node.start_byte < owner.end_byte


def _is_import(book: RuleBook, name: str) -> bool:
    return any(each.binding == name for each in book.imports)
