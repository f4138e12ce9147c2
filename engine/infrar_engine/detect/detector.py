"""Project + catalog → where the program uses the SDK, and how.

One file at a time: its SDK imports give names, the reads of a proven name give expressions (`storage.upload`), and what stands
around an expression tells what it is used for. Whatever is not understood is a diagnostic at its place; nothing is skipped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from tree_sitter import Node

from infrar_engine.detect.arguments import bind, bind_nodes
from infrar_engine.detect.bindings import ROOT, SdkBinding, exported_names, sdk_bindings, sdk_statements
from infrar_engine.detect.comments import directives
from infrar_engine.detect.roles import Role
from infrar_engine.detect.scopes import Binding, Names
from infrar_engine.detect.sites import (
    ErrorSite,
    FileFindings,
    NativeSite,
    OperationSite,
    ProviderSite,
    SdkName,
    TypeSite,
)
from infrar_engine.detect.values import Evaluator
from infrar_engine.model import Argument, Capability, Catalog, Diagnostic, Operation, OperationUse, Severity, UseKind
from infrar_engine.source.project import Project, SourceFile
from infrar_engine.source.syntax import field_is, named_children, span

_HANDED_ON = frozenset({"submit", "run_in_executor", "to_thread", "run_sync", "partial"})
_ERRORS = "errors"


def detect(project: Project, catalog: Catalog, files: Iterable[SourceFile]) -> list[FileFindings]:
    """Findings for each of `files` that refers to the SDK, directly or through another module of the project."""
    evaluator = Evaluator(project, _SdkReturns(catalog))
    candidates = [file for file in files if ROOT.encode() in file.data]
    shared = {file.path: _module_names(evaluator, file, catalog) for file in candidates}
    readers = _readers(project, evaluator, shared)
    found = []
    for file in candidates:
        needed = frozenset(name for (path, name) in readers if path == file.path)
        found.append(_FileDetector(file, evaluator, catalog, needed).findings())
    sites = {
        path: _reexported_uses(evaluator, catalog, shared, readers, path)
        for path in {r for v in readers.values() for r in v}
    }
    merged = []
    for findings in found:
        extra = sites.pop(findings.file.path, ())
        merged.append(_with_operations(findings, extra))
    merged += [
        FileFindings(file=project.files[path], operations=tuple(extra))
        for path, extra in sorted(sites.items())
        if extra
    ]
    return merged


class _SdkReturns:
    """The types that calls of the SDK return, for the evaluator: `read(…)` is bytes."""

    def __init__(self, catalog: Catalog) -> None:
        self._returns = {operation.name: operation.returns for c in catalog.capabilities for operation in c.operations}
        self._catalog = catalog

    def __call__(self, file: SourceFile, function: Node) -> str:
        text = file.syntax.source(function)
        name = text.rpartition(".")[2]
        if self._returns.get(name) not in ("bytes", "str", "bool") or ROOT.encode() not in file.data:
            return ""
        for binding in sdk_bindings(Names(file.syntax), self._catalog):
            head = text.partition(".")[0]
            if binding.proven and binding.binding.name == head:
                path = (*binding.path, *text.split(".")[1:])
                if len(path) == 3 and path[2] == name:
                    return self._returns[name]
        return ""


def _with_operations(findings: FileFindings, extra: Iterable[OperationSite]) -> FileFindings:
    from dataclasses import replace

    return replace(findings, operations=(*findings.operations, *extra))


def _module_names(evaluator: Evaluator, file: SourceFile, catalog: Catalog) -> dict[str, SdkBinding]:
    """What a file's module-level SDK names are, for other modules that import them from there."""
    if file.syntax.has_error:
        return {}
    found = sdk_bindings(evaluator.names(file), catalog)
    return {b.binding.name: b for b in found if b.binding.scope.kind == "module"}


def _readers(
    project: Project, evaluator: Evaluator, shared: dict[str, dict[str, SdkBinding]]
) -> dict[tuple[str, str], list[str]]:
    """(path, name) of a module-level SDK name → the other files that read it from there."""
    readers: dict[tuple[str, str], list[str]] = {}
    for path, names in shared.items():
        if not names:
            continue
        stem = _module_stem(path, project)
        for other in project.files.values():
            if other.path == path or stem not in other.data:
                continue
            for name in names:
                if name.encode() in other.data and _reads_from(evaluator, other, project.files[path], name):
                    readers.setdefault((path, name), []).append(other.path)
    return readers


def _module_stem(path: str, project: Project) -> bytes:
    parts = path.removesuffix(".py").split("/")
    if parts[-1] == "__init__":
        parts.pop()
    return (parts[-1] if parts else project.name or "import").encode()


def _reads_from(evaluator: Evaluator, other: SourceFile, file: SourceFile, name: str) -> bool:
    return any(True for _ in _reading_nodes(evaluator, other, file, name))


def _reading_nodes(evaluator: Evaluator, other: SourceFile, file: SourceFile, name: str) -> Iterator[Node]:
    """Where `other` reads `name` of the module `file`: reads of an imported name, attributes of the module, or the import itself."""
    if other.syntax.has_error:
        return
    for node in other.syntax.identifiers(name):
        parent = node.parent
        if parent is not None and parent.type == "attribute" and field_is(parent, "attribute", node):
            if evaluator.module_of(other, parent) is file:
                yield parent
            continue
        imported = evaluator.import_of(other, node)
        if imported is not None and imported.attribute is not None and imported.level + len(imported.module) > 0:
            if (
                evaluator.project.resolve(other.path, imported.module, imported.level) is file
                and imported.attribute == name
            ):
                yield node
    for start, end in other.syntax.words("import"):
        if other.syntax.text[end:].lstrip(b" \t").startswith(b"*"):
            node_at = other.syntax.root.descendant_for_byte_range(start, end)
            statement = node_at.parent if node_at is not None else None
            source = statement.child_by_field_name("module_name") if statement is not None else None
            if source is not None:
                written = "".join(other.syntax.source(source).split())
                module = written.lstrip(".")
                if evaluator.project.resolve(other.path, module, len(written) - len(module)) is file:
                    yield source


def _reexported_uses(
    evaluator: Evaluator,
    catalog: Catalog,
    shared: dict[str, dict[str, SdkBinding]],
    readers: dict[tuple[str, str], list[str]],
    path: str,
) -> list[OperationSite]:
    """Uses in `path` of operations that it takes from other modules of the project: left as they are, but planned for."""
    file = evaluator.project.files[path]
    detector = _FileDetector(file, evaluator, catalog, frozenset())
    for (origin, name), paths in sorted(readers.items()):
        if path not in paths:
            continue
        found = detector.operation(shared[origin][name].path)
        if found is None:
            continue
        for node in _reading_nodes(evaluator, file, evaluator.project.files[origin], name):
            if node.type == "attribute":
                detector.use_operation(node, found, rewritable=False)
            elif node.type == "identifier":
                detector.follow(evaluator.names(file).resolve(node), found)
    return detector.operations


class _FileDetector:
    def __init__(self, file: SourceFile, evaluator: Evaluator, catalog: Catalog, needed: frozenset[str]) -> None:
        self.file = file
        self.syntax = file.syntax
        self.evaluator = evaluator
        self.names: Names = evaluator.names(file)
        self.catalog = catalog
        self.needed = needed
        self.operations: list[OperationSite] = []
        self.errors: list[ErrorSite] = []
        self.types: list[TypeSite] = []
        self.providers: list[ProviderSite] = []
        self.natives: list[NativeSite] = []
        self.diagnostics: list[Diagnostic] = []
        self._followed: set[int] = set()

    def findings(self) -> FileFindings:
        skip, ignored = directives(self.syntax)
        if skip:
            return FileFindings(self.file, skipped=True, statements=sdk_statements(self.syntax))
        bindings = sdk_bindings(self.names, self.catalog)
        exported = exported_names(self.names)
        names: list[SdkName] = []
        for found in bindings:
            keep = self._keep(found, exported)
            if found.proven:
                for read in found.binding.reads:
                    self._expression(read.node, found.path)
            else:
                self._unproven(found)
            if keep or not found.proven:
                self._check_kept(found)
            scope = found.binding.scope
            names += [
                SdkName(i, i.statement, found.binding.name, found.path, scope, keep or not found.proven)
                for i in found.imports
            ]
        for statement in sdk_statements(self.syntax):
            self._check_statement(statement)
        self._strings()
        return FileFindings(
            file=self.file,
            statements=sdk_statements(self.syntax),
            names=tuple(names),
            operations=tuple(sorted(self.operations, key=lambda site: site.node.start_byte)),
            errors=tuple(self.errors),
            types=tuple(self.types),
            providers=tuple(self.providers),
            natives=tuple(self.natives),
            diagnostics=tuple(self.diagnostics),
            ignored=ignored,
        )

    # What a name or a dotted expression means

    def operation(self, path: tuple[str, ...]) -> Operation | None:
        capability = self._capability(path)
        return capability.operation(path[2]) if capability is not None and len(path) == 3 else None

    def _capability(self, path: tuple[str, ...]) -> Capability | None:
        return self.catalog.capability(path[1]) if len(path) >= 2 and path[0] == ROOT else None

    def _kind(self, path: tuple[str, ...]) -> str:
        """module, operation, type, error, provider, native, testing, or "" for what the SDK doesn't have."""
        if len(path) == 1:
            return "module"
        if len(path) == 2:
            if path[1] in ("provider", "native", "testing"):
                return path[1]
            return "module" if path[1] == _ERRORS or self._capability(path) is not None else ""
        if path[1] == "testing":
            return "testing"
        if len(path) != 3:
            return ""
        if path[1] == _ERRORS:
            return "error" if any(e.name == path[2] for e in self.catalog.errors) else ""
        capability = self._capability(path)
        if capability is None:
            return ""
        if capability.operation(path[2]) is not None:
            return "operation"
        if any(t.name == path[2] for t in capability.types):
            return "type"
        return "error" if any(e.name == path[2] for e in capability.errors) else ""

    def _expression(self, node: Node, path: tuple[str, ...]) -> None:
        """An expression that begins with an SDK name: take the attributes that follow, then see what it is used for."""
        while self._kind(path) == "module":
            parent = node.parent
            if parent is not None and parent.type == "attribute" and field_is(parent, "object", node):
                attribute = parent.child_by_field_name("attribute")
                if attribute is None:
                    break
                node, path = parent, (*path, self.syntax.source(attribute))
                continue
            literal = self._getattr(node)
            if literal is None:
                break
            node, path = literal[0], (*path, literal[1])
        self._classify(node, path)

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
        parent = node.parent
        if parent is not None and self._is_target(node, parent):
            self._report("INF206", node, f"{'.'.join(path)} is changed here, which native code can't follow", _CHANGED)
            return
        match self._kind(path):
            case "operation":
                operation = self.operation(path)
                if operation is not None:
                    self.use_operation(node, operation, rewritable=True)
            case "type":
                self.types.append(TypeSite(node, path[1], path[2]))
            case "error":
                handler, in_tuple = _handler(node)
                self.errors.append(ErrorSite(node, path[1], path[2], handler, in_tuple))
            case "provider":
                self.providers.append(ProviderSite(node))
            case "native":
                self._native(node)
            case "module":
                text = f"the module {'.'.join(path)} is used as a value here, so what is done with it can't be seen"
                self._report("INF203", node, text, "name the operation where it is used: `storage.upload(...)`")
            case "testing":
                self._testing(node)
            case _:
                self._unknown(node, path)

    def _is_target(self, node: Node, parent: Node) -> bool:
        if node.type != "attribute":
            return False
        assigned = parent.type in ("assignment", "augmented_assignment", "for_statement") and field_is(
            parent, "left", node
        )
        return assigned or parent.type in ("delete_statement", "as_pattern_target", "pattern_list", "tuple_pattern")

    # Operations

    def use_operation(self, node: Node, operation: Operation, *, rewritable: bool) -> None:
        """`node` means the operation: called here, handed on, kept under another name, or stored."""
        parent = node.parent
        if parent is not None and parent.type == "call" and field_is(parent, "function", node):
            self._call(node, parent, operation, rewritable)
            return
        covered = self._assigned(node, operation) or self._handed_on(node, operation, rewritable)
        if not covered:
            use = OperationUse(
                operation, UseKind.REFERENCE, self.syntax.location_of(node), span(node), (), complete=False
            )
            self.operations.append(OperationSite(use, node, None, (), rewritable))
        elif rewritable and not any(site.node == node for site in self.operations):
            use = OperationUse(operation, UseKind.ALIAS, self.syntax.location_of(node), span(node), (), complete=False)
            self.operations.append(OperationSite(use, node, None, (), rewritable))

    def _call(self, node: Node, call: Node, operation: Operation, rewritable: bool) -> None:
        bound = bind(operation, call, self.syntax)
        if bound.problem:
            self._report(
                "INF202", call, f"this call of {operation.id} {bound.problem}", f"the signature is `{operation.source}`"
            )
            return
        use = OperationUse(
            operation,
            UseKind.CALL,
            self.syntax.location_of(call),
            span(call),
            self._arguments(bound.arguments),
            bound.complete,
        )
        self.operations.append(OperationSite(use, node, call, bound.arguments, rewritable))

    def _arguments(self, bound: tuple[tuple[str, Node], ...]) -> tuple[Argument, ...]:
        return tuple(
            Argument(
                parameter,
                span(node),
                self.syntax.source(node),
                self.evaluator.value(self.file, node),
                self.evaluator.type_of(self.file, node),
            )
            for parameter, node in bound
        )

    def _assigned(self, node: Node, operation: Operation) -> bool:
        """`save = storage.upload`: when `save` is only ever called, its calls are the uses."""
        parent = node.parent
        if parent is None or parent.type not in ("assignment", "named_expression"):
            return False
        left = parent.child_by_field_name("left") or parent.child_by_field_name("name")
        if (
            left is None
            or left.type != "identifier"
            or not (field_is(parent, "right", node) or field_is(parent, "value", node))
        ):
            return False
        binding = self.names.resolve(left)
        if len(binding.writes) != 1 or binding.scope.kind == "class" or parent.type == "named_expression":
            return False
        return self.follow(binding, operation)

    def follow(self, binding: Binding, operation: Operation) -> bool:
        """Count the calls of a variable that holds an operation; False when it is also used in other ways."""
        if id(binding) in self._followed:
            return True
        self._followed.add(id(binding))
        reads = [read.node for read in binding.reads if read.role is Role.LOAD]
        for read in reads:
            self.use_operation(read, operation, rewritable=False)
        return bool(reads)

    def _handed_on(self, node: Node, operation: Operation, rewritable: bool) -> bool:
        """`pool.submit(storage.upload, "b", …)`, `partial(storage.upload, "b")`: the arguments beside it are the operation's."""
        arguments = node.parent
        call = arguments.parent if arguments is not None and arguments.type == "argument_list" else None
        function = call.child_by_field_name("function") if call is not None and call.type == "call" else None
        if arguments is None or call is None or function is None:
            return False
        name = self.syntax.source(function).rpartition(".")[2]
        given = named_children(arguments)
        if name not in _HANDED_ON or node not in given:
            return False
        bound = bind_nodes(operation, given[given.index(node) + 1 :], self.syntax)
        if bound.problem and not bound.problem.startswith("is missing"):
            return False
        if bound.problem:
            bound = bind_nodes(operation, [*given[given.index(node) + 1 :]], self.syntax)
        pairs = _partial_arguments(operation, given[given.index(node) + 1 :], self.syntax)
        use = OperationUse(
            operation,
            UseKind.REFERENCE,
            self.syntax.location_of(node),
            span(node),
            self._arguments(pairs),
            complete=False,
        )
        self.operations.append(OperationSite(use, node, None, pairs, rewritable))
        return True

    # Names that stay

    def _keep(self, found: SdkBinding, exported: frozenset[str]) -> bool:
        scope = found.binding.scope
        if scope.kind == "class":
            return True
        if scope.kind != "module":
            return False
        name = found.binding.name
        if name in exported or name in self.needed or any(i.explicit_export for i in found.imports):
            return True
        starred = any(i.attribute == "*" for i in found.imports)
        return self.file.is_package and not found.binding.reads and not starred and len(found.path) == 3

    def _unproven(self, found: SdkBinding) -> None:
        operation = self.operation(found.path)
        for read in found.binding.reads:
            if operation is not None:
                self.use_operation(read.node, operation, rewritable=False)

    def _check_kept(self, found: SdkBinding) -> None:
        node = found.imports[0].node
        name = found.binding.name
        if self._kind(found.path) == "module":
            why = "is bound again or read before it is imported" if not found.proven else "is read from other modules"
            self._report("INF207", node, f"`{name}` stands for a module of the SDK and {why}", _MODULE_KEPT)
        elif self._kind(found.path) in ("provider", "native"):
            self._report(
                "INF207", node, f"`{name}` is bound again or read from other modules", "use `infrar.provider` in place"
            )

    # The rest

    def _native(self, node: Node) -> None:
        call = node.parent
        arguments = call.child_by_field_name("arguments") if call is not None and call.type == "call" else None
        given = named_children(arguments) if arguments is not None else []
        if call is None or not field_is(call, "function", node) or len(given) != 1 or given[0].type != "string":
            self._report(
                "INF203", node, "infrar.native takes one capability, written out", 'write `infrar.native("storage")`'
            )
            return
        capability = self.syntax.source(given[0]).strip("\"'")
        if self.catalog.capability(capability) is None:
            self._report("INF201", given[0], f"the SDK has no capability {capability!r}", self._near(capability, ROOT))
            return
        self.natives.append(NativeSite(call, capability))

    def _testing(self, node: Node) -> None:
        self._report(
            "INF203", node, "infrar.testing is for tests on the local runtime and has no native form", _TESTING
        )

    def _check_statement(self, statement: Node) -> None:
        from infrar_engine.detect.imports import imported_modules, imported_names

        if statement.type == "import_statement":
            for module in imported_modules(statement, self.syntax):
                path = tuple(module.split("."))
                if path[0] == ROOT and self._kind(path) not in ("module",):
                    if self._kind(path) == "testing":
                        self._testing(statement)
                    else:
                        self._unknown(statement, path)
            return
        for imported in imported_names(self.syntax, statement):
            kind = self._kind(tuple(imported.module.split(".")))
            if imported.attribute == "*":
                if len(imported.module.split(".")) < 2:
                    self._report("INF204", imported.node, "what `from infrar import *` binds is not defined", _STAR)
                continue
            if kind == "testing" or self._kind(imported.path) == "testing":
                self._testing(imported.node)
            elif not self._kind(imported.path):
                self._unknown(imported.node, imported.path)

    def _unknown(self, node: Node, path: tuple[str, ...]) -> None:
        where, name = ".".join(path[:-1]), path[-1]
        if any(d.span is not None and d.span.contains(span(node)) and d.code == "INF201" for d in self.diagnostics):
            return
        if "aio" in path:
            self._report("INF208", node, "infrar.aio is not part of this version", "use the synchronous operations")
            return
        self._report("INF201", node, f"{where} has no {name!r}", self._near(name, where))

    def _near(self, name: str, where: str) -> str:
        parts = tuple(where.split("."))
        capability = self._capability(parts)
        if capability is not None:
            known: list[str] = list(capability.exports)
        elif parts == (ROOT, _ERRORS):
            known = [e.name for e in self.catalog.errors]
        else:
            known = [c.name for c in self.catalog.capabilities] + [_ERRORS]
        near = get_close_matches(name, known, 1)
        return f"did you mean {near[0]!r}?" if near else f"it has {', '.join(known)}"

    def _strings(self) -> None:
        """Texts that name the SDK's modules for the import system to find at run time."""
        for start, end in self.syntax.words(ROOT):
            node = self.syntax.root.descendant_for_byte_range(start, end)
            string = node.parent if node is not None and node.type == "string_content" else None
            if string is None or string.type != "string":
                continue
            text = self.syntax.source(string).strip("\"'rbuRBU")
            parts = tuple(text.split("."))
            call = string.parent.parent if string.parent is not None and string.parent.type == "argument_list" else None
            function = call.child_by_field_name("function") if call is not None and call.type == "call" else None
            name = self.syntax.source(function).rpartition(".")[2] if function is not None else ""
            importing = name in (
                "import_module",
                "__import__",
                "find_spec",
                "patch",
                "setattr",
                "reload",
            ) or name.startswith("patch")
            if parts[0] == ROOT and importing:
                self._report("INF205", string, f'"{text}" names the SDK for the running program to look up', _DYNAMIC)

    def _report(self, code: str, node: Node, message: str, hint: str) -> None:
        location = self.syntax.location_of(node)
        self.diagnostics.append(Diagnostic(code, Severity.ERROR, message, location, hint, span(node)))


_CHANGED = "keep the operation as it is and put your own function under a name of yours"
_MODULE_KEPT = "import the operations that are used by name: `from infrar.storage import upload`"
_TESTING = "leave such test files out with `exclude:` in infrar.yaml, or mark the file `# infrar: skip-file`"
_STAR = "name what is used: `from infrar import storage`"
_DYNAMIC = "import it with an import statement"


def _handler(node: Node) -> tuple[bool, bool]:
    """Whether an expression is what an `except` clause catches, and whether as one of a tuple."""
    current, in_tuple = node, False
    parent = node.parent
    while parent is not None and parent.type in ("parenthesized_expression", "tuple", "as_pattern"):
        if parent.type == "as_pattern" and parent.named_children[0] != current:
            return False, False
        in_tuple = in_tuple or parent.type == "tuple"
        current, parent = parent, parent.parent
    if parent is None or parent.type != "except_clause" or not field_is(parent, "value", current):
        return False, False
    if (
        any(child.type in ("except*", "*") for child in parent.children)
        or len(parent.children_by_field_name("value")) > 1
    ):
        return False, False
    return True, in_tuple


def _partial_arguments(operation: Operation, nodes: list[Node], syntax: object) -> tuple[tuple[str, Node], ...]:
    """What is already given of an operation's arguments, whatever is missing."""
    positional = iter([p.name for p in operation.parameters])
    pairs: list[tuple[str, Node]] = []
    for node in nodes:
        if node.type in ("list_splat", "dictionary_splat"):
            break
        if node.type == "keyword_argument":
            key, value = node.child_by_field_name("name"), node.child_by_field_name("value")
            if key is not None and value is not None and key.text is not None:
                pairs.append((key.text.decode(), value))
            continue
        name = next(positional, None)
        if name is not None:
            pairs.append((name, node))
    return tuple(pairs)
