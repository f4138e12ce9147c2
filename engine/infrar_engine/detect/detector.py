"""Project + catalog → where the program uses the SDK, and how.

The SDK's variables are found first, across modules; then, file by file, the reads of a proven variable give expressions
(`storage.upload`), and what stands around an expression tells what it is used for. Whatever is not understood is a diagnostic at
its place; nothing is skipped. With a target's name, branches that `infrar.provider` decides lose their dead sides first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

from tree_sitter import Node

from infrar_engine.detect.annotations import names_in_annotations
from infrar_engine.detect.bindings import exported_names
from infrar_engine.detect.checks import imported_problems, texts_that_name_the_sdk
from infrar_engine.detect.comments import comments
from infrar_engine.detect.decisions import Constant, is_asked_for
from infrar_engine.detect.folds import Folds, fold
from infrar_engine.detect.graph import ModuleGraph
from infrar_engine.detect.handlers import handled
from infrar_engine.detect.imports import ImportedName, imported_names
from infrar_engine.detect.magics import problems_of_magics
from infrar_engine.detect.meanings import Meanings
from infrar_engine.detect.operations import OperationUses
from infrar_engine.detect.roles import Role, is_assigned
from infrar_engine.detect.sdk_names import SdkNames, SdkVariable, sdk_statements
from infrar_engine.detect.sites import ErrorSite, FileFindings, KeptName, NativeSite, ProviderSite, TypeSite
from infrar_engine.detect.values import Evaluator
from infrar_engine.model import Catalog, Diagnostic, Fix, Severity, Span, renamed
from infrar_engine.source.project import Project, SourceFile
from infrar_engine.source.syntax import field_is, named_children, span


def detect(project: Project, catalog: Catalog, files: Iterable[SourceFile], provider: str = "") -> list[FileFindings]:
    """Findings for each of `files`, and for each other file that uses the SDK through a module of the project."""
    candidates = list(files)
    facts = _Facts(ModuleGraph(project), catalog, candidates)
    folds = facts.folds(provider)
    if folds:
        dead = {path: found.dead for path, found in folds.items()}
        facts = _Facts(ModuleGraph(project, dead), catalog, candidates)
    paths = dict.fromkeys([file.path for file in candidates] + list(facts.sdk.files()))
    return [_FileDetector(project.files[path], facts, folds.get(path, Folds())).findings() for path in paths]


class _Facts:
    """What is known of the project as a whole."""

    def __init__(self, graph: ModuleGraph, catalog: Catalog, files: Sequence[SourceFile]) -> None:
        self.meanings = Meanings(catalog)
        self.sdk = SdkNames(graph, catalog, files)
        self.graph = graph
        self.evaluator = Evaluator(graph, self.sdk.path_of, self.meanings.returns)

    def folds(self, provider: str) -> dict[str, Folds]:
        """What the target's name decides, by file."""
        found: dict[str, Folds] = {}
        for path in self.sdk.files():
            file = self.graph.project.files[path]
            known = partial(self._known, file, provider)
            sites = self._decisive(file, known) if not self.sdk.is_skipped(file) else []
            if sites:
                found[path] = fold(self.graph, file, sites, known)
        return {path: folds for path, folds in found.items() if folds.dead or folds.edits}

    def _known(self, file: SourceFile, provider: str, node: Node) -> str | Constant | None:
        """What an expression of the SDK's surely is: the target's name, or a module, which is true and not None."""
        if node.type not in ("identifier", "attribute"):
            return None
        match self.meanings.kind(self.sdk.path_of(file, node)):
            case "provider":
                return provider or None
            case "module":
                return Constant.MODULE
            case _:
                return None

    def _decisive(self, file: SourceFile, known: Callable[[Node], str | Constant | None]) -> list[Node]:
        """The reads of the target's name, and of modules where only their being there is asked for."""
        reads = [r.node for v in self.sdk.variables(file) if v.proven for r in v.binding.reads]
        reads += [o.node for o in self.sdk.outside(file)]
        around = [n for read in reads for n in (read, read.parent) if n is not None]
        values = [(node, known(node)) for node in around]
        return [node for node, value in values if isinstance(value, str) or (value is not None and is_asked_for(node))]


class _FileDetector:
    def __init__(self, file: SourceFile, facts: _Facts, folds: Folds) -> None:
        self.file = file
        self.syntax = file.syntax
        self.facts = facts
        self.folds = folds
        self.meanings = facts.meanings
        self.names = facts.evaluator.names(file)
        self.uses = OperationUses(file, facts.evaluator)
        self.errors: list[ErrorSite] = []
        self.types: list[TypeSite] = []
        self.providers: list[ProviderSite] = []
        self.natives: list[NativeSite] = []
        self.diagnostics: list[Diagnostic] = []
        self.removed: list[ImportedName] = list(folds.imports)
        self.aliases: list[Node] = []
        self.kept: list[KeptName] = []
        self._wrong: list[tuple[str, ...]] = []

    def findings(self) -> FileFindings:
        said = comments(self.syntax)
        if any(comment.skip for comment in said):
            return FileFindings(self.file, self.facts.evaluator, skipped=True, comments=said)
        self.diagnostics += problems_of_magics(self.file, self._sdk_names())
        if any(problem.severity is Severity.ERROR for problem in self.diagnostics):
            diagnostics = tuple(self.diagnostics)
            return FileFindings(self.file, self.facts.evaluator, diagnostics=diagnostics, comments=said)
        for statement in sdk_statements(self.syntax):
            if not self.names.is_dead(statement):
                self._imports(statement)
        if not self.diagnostics:
            self.removed += self._unread_stars()
        exported = exported_names(self.names)
        for variable in self.facts.sdk.variables(self.file):
            self._variable(variable, exported)
        for outside in self.facts.sdk.outside(self.file):
            path = outside.origin.path
            if not self.meanings.kind(path):
                self._wrong.append(path)  # told where it is imported from the SDK
            if outside.origin.proven and not outside.star:
                self._expression(outside.node, path)
            else:
                self._use_through_a_name(outside.node, path)
        self.diagnostics += texts_that_name_the_sdk(self.syntax, self.names)
        return FileFindings(
            file=self.file,
            evaluator=self.facts.evaluator,
            removed=tuple(self.removed),
            aliases=tuple(self.aliases),
            names=tuple(self.kept),
            operations=tuple(sorted(self.uses.sites, key=lambda site: site.node.start_byte)),
            errors=tuple(self.errors),
            types=tuple(self.types),
            providers=tuple(self.providers),
            natives=tuple(self.natives),
            folds=self.folds,
            diagnostics=tuple(dict.fromkeys((*self.diagnostics, *self.uses.diagnostics))),
            comments=said,
        )

    def _sdk_names(self) -> set[str]:
        """The names that lead to the SDK in this file: its own variables, and modules of the project that have some."""
        roots = {self.syntax.source(outside.node).partition(".")[0] for outside in self.facts.sdk.outside(self.file)}
        return roots | {variable.name for variable in self.facts.sdk.variables(self.file)}

    def _imports(self, statement: Node) -> None:
        for path, problem in imported_problems(self.syntax, statement, self.meanings):
            self.diagnostics.append(self._with_reads(problem, path))
            self._wrong.append(path)

    def _with_reads(self, problem: Diagnostic, path: tuple[str, ...]) -> Diagnostic:
        """A misspelt import is mended together with what reads it; where that isn't all in sight, by hand."""
        if not problem.fixes:
            return problem
        binders = [v for v in self.facts.sdk.variables(self.file) if v.path == path and v.name == path[-1]]
        if not all(v.proven and not v.kept for v in binders):
            return replace(problem, fixes=())
        places = (self.syntax.location_of(read.node) for v in binders for read in v.binding.reads)
        fixes = tuple(Fix(place, problem.fixes[0].text) for place in places)
        return replace(problem, fixes=(*problem.fixes, *fixes))

    def _unread_stars(self) -> list[ImportedName]:
        """Star imports of the SDK that bind nothing that anybody reads."""
        read = {s.statement.id for variable in self.facts.sdk.variables(self.file) for s in variable.sources}
        statements = (s for s in sdk_statements(self.syntax) if s.id not in read and not self.names.is_dead(s))
        return [i for s in statements for i in imported_names(self.syntax, s) if i.attribute == "*"]

    def _is_reported(self, path: tuple[str, ...]) -> bool:
        """Whether the import that the expression comes from is wrong already."""
        return any(path[: len(wrong)] == wrong for wrong in self._wrong)

    # Variables

    def _variable(self, variable: SdkVariable, exported: frozenset[str]) -> None:
        """Take a variable's reads for what they mean, and see whether its name has to stay."""
        if not self.meanings.kind(variable.path) and not variable.direct:
            return  # told where it is imported from the SDK
        if variable.proven:
            for read in variable.binding.reads:
                if not self._is_followed_alias(read.node):
                    self._expression(read.node, variable.path)
            self.removed += [s.imported for s in variable.sources if s.imported is not None]
            self.aliases += [s.statement for s in variable.sources if s.imported is None]
            for where, path in names_in_annotations(self.names, variable.binding, variable.path):
                self._annotation(where, self.meanings.canonical(path))
        else:
            self.removed += variable.direct
            for read in variable.binding.reads:
                self._use_through_a_name(read.node, variable.path)
        if not variable.direct or (variable.proven and not self._stays(variable, exported)):
            return
        if self.meanings.kind(variable.path) in ("operation", "type", "error"):
            for imported in variable.direct:
                path = self.meanings.canonical(imported.path) if imported.attribute != "*" else variable.path
                scope, rebound = variable.binding.scope, not variable.proven
                self.kept.append(KeptName(variable.name, path, imported.statement, scope, rebound))
        elif variable.proven or self._is_needed(variable, exported):
            self._cannot_keep(variable)

    def _is_needed(self, variable: SdkVariable, exported: frozenset[str]) -> bool:
        """Whether something reads a variable that isn't proven, or deletes it."""
        deleted = any(write.role is Role.DELETE for write in variable.binding.writes)
        return bool(variable.binding.reads) or deleted or variable.settable or self._stays(variable, exported)

    def _stays(self, variable: SdkVariable, exported: frozenset[str]) -> bool:
        """Whether something reads a proven variable that isn't rewritten: its class, other programs, modules out of sight."""
        scope = variable.binding.scope
        if scope.kind == "class":
            return len(variable.path) == 3 or self.facts.sdk.is_attribute(variable.name)
        if scope.kind != "module":
            return False
        if variable.kept or variable.name in exported:
            return True
        if len(variable.path) == 3 and any(i.explicit_export for i in variable.direct):
            return True
        starred = any(i.attribute == "*" for i in variable.direct)
        unread = not variable.binding.reads and not starred
        return self.file.is_package and unread and len(variable.path) == 3

    def _is_followed_alias(self, read: Node) -> bool:
        """Whether the read is the right side of `st = storage` and `st` is followed."""
        return any(
            source.imported is None and source.statement.start_byte <= read.start_byte < source.statement.end_byte
            for variable in self.facts.sdk.variables(self.file)
            if variable.proven
            for source in variable.sources
        )

    def _use_through_a_name(self, node: Node, path: tuple[str, ...]) -> None:
        operation = self.meanings.operation(path)
        if operation is not None:
            self.uses.use(node, operation, rewritable=False, certain=False)

    def _cannot_keep(self, variable: SdkVariable) -> None:
        node = variable.direct[0].node
        kind = self.meanings.kind(variable.path)
        if kind == "module":
            why = f"is reached by a name that can't be followed, at {variable.reached}"
            if not variable.reached:
                why = "is read by code that can't be followed" if variable.proven else _UNPROVEN
            text = f"`{variable.name}` stands for a module of the SDK and {why}"
            self._report("INF207", span(node), text, _MODULE_KEPT)
        elif kind in ("provider", "native"):
            text = f"`{variable.name}` is bound again or read by code that can't be followed"
            self._report("INF207", span(node), text, f"use `infrar.{kind}` in place")

    # Expressions

    def _expression(self, node: Node, path: tuple[str, ...]) -> None:
        """An expression that begins with an SDK name: take the attributes that follow, then see what it is used for."""
        if node.parent is not None and node.parent.type == "dotted_name":
            self._pattern(node.parent, node, path)
            return
        while self.meanings.kind(path) == "module":
            parent = node.parent
            if parent is not None and parent.type == "parenthesized_expression" and _is_object(parent):
                node = parent
                continue
            if parent is not None and parent.type == "attribute" and field_is(parent, "object", node):
                attribute = parent.child_by_field_name("attribute")
                if attribute is None:
                    break
                node, path = parent, self.meanings.canonical((*path, self.syntax.name(attribute)))
                continue
            literal = self._getattr(node)
            if literal is None:
                break
            node, path = literal[0], self.meanings.canonical((*path, literal[1]))
        self._classify(node, path)

    def _pattern(self, dotted: Node, node: Node, path: tuple[str, ...]) -> None:
        """`case storage.NotFound():`. A pattern that is one name captures, so only classes and texts can take its place."""
        path = (*path, *(self.syntax.name(n) for n in dotted.named_children if n.start_byte > node.start_byte))
        is_class = dotted.parent is not None and dotted.parent.type == "class_pattern"
        kind = self.meanings.kind(path)
        if kind in (("type", "error") if is_class else ("provider",)):
            self._classify(dotted, path)
        elif kind in ("", "testing"):
            self._unknown(dotted, path)
        else:
            text = f"{'.'.join(path)} is compared with in a pattern, where native code can't name it"
            self._report("INF203", span(dotted), text, "compare in a guard: `case other if other is ...:`")

    def _getattr(self, node: Node) -> tuple[Node, str] | None:
        """`getattr(storage, "upload")` with a literal name: the call, and the name."""
        arguments = node.parent
        call = arguments.parent if arguments is not None and arguments.type == "argument_list" else None
        function = call.child_by_field_name("function") if call is not None and call.type == "call" else None
        if arguments is None or call is None or function is None or self.syntax.source(function) != "getattr":
            return None
        given = named_children(arguments)
        if self.names.resolve(function).writes or len(given) != 2 or given[0] != node or given[1].type != "string":
            return None
        return call, self.syntax.source(given[1]).strip("\"'")

    def _classify(self, node: Node, path: tuple[str, ...]) -> None:
        if node.type == "attribute" and is_assigned(node):
            text = f"{'.'.join(path)} is changed here, which native code can't follow"
            self._report("INF206", span(node), text, _CHANGED)
            return
        if self._is_reported(path):
            return
        match self.meanings.kind(path):
            case "operation":
                operation = self.meanings.operation(path)
                assert operation is not None
                self.uses.use(node, operation, rewritable=True)
            case "type":
                self.types.append(TypeSite(span(node), path[1], path[2]))
            case "error":
                handler, in_tuple = handled(node)
                self.errors.append(ErrorSite(span(node), path[1], path[2], handler, in_tuple))
            case "provider":
                self.providers.append(ProviderSite(node))
            case "native":
                self._native(node)
            case "module":
                text = f"the module {'.'.join(path)} is used as a value here, so what is done with it can't be seen"
                self._report("INF203", span(node), text, "name the operation where it is used: `storage.upload(...)`")
            case "testing":
                self._report("INF203", span(node), _TESTING_USED, _TESTING)
            case _:
                self._unknown(node, path)

    def _annotation(self, where: Span, path: tuple[str, ...]) -> None:
        match self.meanings.kind(path):
            case "type":
                self.types.append(TypeSite(where, path[1], path[2]))
            case "error":
                self.errors.append(ErrorSite(where, path[1], path[2], handler=False))
            case _:
                self._report("INF203", where, f"{'.'.join(path)} is no type", "name a type of the SDK here")

    def _native(self, node: Node) -> None:
        call = node.parent
        arguments = call.child_by_field_name("arguments") if call is not None and call.type == "call" else None
        given = named_children(arguments) if arguments is not None else []
        if call is None or not field_is(call, "function", node) or len(given) != 1 or given[0].type != "string":
            hint = 'write `infrar.native("storage")`'
            self._report("INF203", span(node), "infrar.native takes one capability, written out", hint)
            return
        capability = self.syntax.source(given[0]).strip("\"'")
        if all(capability != each.name for each in self.meanings.catalog.capabilities):
            hint = self.meanings.suggestion(("infrar", capability))
            self._report("INF201", span(given[0]), f"the SDK has no capability {capability!r}", hint)
            return
        self.natives.append(NativeSite(span(call), capability))

    def _unknown(self, node: Node, path: tuple[str, ...]) -> None:
        where = ".".join(path[:-1])
        if path[-1].startswith("__"):
            self._report(
                "INF203", span(node), f"{'.'.join(path)} looks into the SDK, which native code doesn't have", _INTO
            )
        else:
            text, hint = f"{where} has no {path[-1]!r}", self.meanings.suggestion(path)
            fixes = renamed(self.syntax.location_of(node), path[-1], self.meanings.nearest(path))
            self._report("INF201", span(node), text, hint, self._cause(".".join(path)), fixes)

    def _cause(self, what: str) -> str:
        return f"{self.file.path}: {what}"

    def _report(
        self, code: str, where: Span, message: str, hint: str, cause: str = "", fixes: tuple[Fix, ...] = ()
    ) -> None:
        location = self.syntax.location(where.start, where.end)
        found = Diagnostic(code, Severity.ERROR, message, location, hint, where, cause=cause, fixes=fixes)
        self.diagnostics.append(found)


_UNPROVEN = "may be bound again, or read before it is imported"
_CHANGED = "keep the operation as it is and put your own function under a name of yours"
_INTO = "name the operations that are used"
_MODULE_KEPT = "import the operations that are used by name: `from infrar.storage import upload`"
_TESTING_USED = "infrar.testing is for tests on the local runtime and has no native form"
_TESTING = "leave such test files out with `exclude:` in infrar.yaml, or mark the file `# infrar: skip-file`"


def _is_object(parenthesized: Node) -> bool:
    """Whether it is `(storage).upload`."""
    outside = parenthesized.parent
    while outside is not None and outside.type == "parenthesized_expression":
        parenthesized, outside = outside, outside.parent
    return outside is not None and outside.type == "attribute" and field_is(outside, "object", parenthesized)
