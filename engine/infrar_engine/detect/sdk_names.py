"""A project's files → every variable that stands for something of the SDK, in whichever file it stands.

Imports of the SDK are the roots. A variable that another module of the project imports from there stands for the same, and so
does `st = storage`. What can't be followed to its end keeps its name where it is (an operation becomes a real function there) or
is reported by the detector.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from tree_sitter import Node

from infrar_engine.detect.bindings import Source, exported_names, is_proven
from infrar_engine.detect.comments import is_skipped
from infrar_engine.detect.graph import ModuleGraph, Reading, star_imports
from infrar_engine.detect.imports import ImportedName, imported_names, statement_at
from infrar_engine.detect.meanings import ROOT, canonical
from infrar_engine.detect.reach import Reach
from infrar_engine.detect.scopes import Binding
from infrar_engine.model import Catalog
from infrar_engine.source.project import SourceFile
from infrar_engine.source.syntax import Syntax, field_is, named_children


@dataclass(eq=False)
class SdkVariable:
    """A variable of one file and what it stands for. `proven` says that all its reads surely mean that.

    `kept` says that something which isn't followed reads it, so it stays bound, `settable` that something may bind it again, from
    `reached` ("app.py:3"). Filled while the project is searched, and then left as it is.
    """

    file: SourceFile
    binding: Binding
    path: tuple[str, ...]
    sources: list[Source] = field(default_factory=list)
    proven: bool = True
    kept: bool = False
    settable: bool = False
    reached: str = ""

    @property
    def name(self) -> str:
        return self.binding.name

    @property
    def direct(self) -> list[ImportedName]:
        """The imports of the SDK itself that bind it."""
        return [s.imported for s in self.sources if s.imported is not None and s.origin is None]


@dataclass(frozen=True, slots=True, eq=False)
class Outside:
    """An expression that reads an SDK variable of another module: `cloud.upload`, or a name that a star import brought."""

    node: Node
    origin: SdkVariable
    star: bool = False


class SdkNames:
    """The SDK's variables in a project. `files` are those that name the SDK; others join when they import from these."""

    def __init__(self, graph: ModuleGraph, catalog: Catalog, files: Iterable[SourceFile]) -> None:
        self._graph = graph
        self._catalog = catalog
        self._variables: dict[str, dict[int, SdkVariable]] = {}
        self._outside: dict[str, dict[int, Outside]] = {}
        self._skipped: dict[str, bool] = {}
        self._reach = Reach(graph)
        waiting = [v for file in files for v in self._direct(file)]
        seen: set[int] = set()
        while waiting:
            variable = waiting.pop(0)
            if id(variable) not in seen:
                seen.add(id(variable))
                waiting += self._follow(variable)
        self._settle()

    # Questions

    def files(self) -> Iterator[str]:
        """The files that have variables of the SDK, or read another module's."""
        yield from sorted({p for p, found in (*self._variables.items(), *self._outside.items()) if found})

    def variables(self, file: SourceFile) -> list[SdkVariable]:
        """In the order of the imports."""
        found = self._variables.get(file.path, {}).values()
        return sorted(found, key=lambda v: min(s.statement.start_byte for s in v.sources))

    def outside(self, file: SourceFile) -> list[Outside]:
        return sorted(self._outside.get(file.path, {}).values(), key=lambda o: o.node.start_byte)

    def path_of(self, file: SourceFile, node: Node) -> tuple[str, ...]:
        """What an expression surely means: ("infrar", "storage", "read"), or ()."""
        found = self._outside.get(file.path, {}).get(node.id)
        if found is not None:
            return found.origin.path if found.origin.proven and not found.star else ()
        if node.type == "identifier":
            variables = self._variables.get(file.path)
            if not variables:
                return ()
            variable = variables.get(id(self._graph.names(file).resolve(node)))
            return variable.path if variable is not None and variable.proven else ()
        base = node.child_by_field_name("object") if node.type == "attribute" else None
        attribute = node.child_by_field_name("attribute")
        path = self.path_of(file, base) if base is not None and attribute is not None else ()
        return self._attribute(path, file.syntax.name(attribute)) if path and attribute is not None else ()

    def _attribute(self, path: tuple[str, ...], name: str) -> tuple[str, ...]:
        return canonical((*path, name), self._catalog)

    def is_module(self, path: tuple[str, ...]) -> bool:
        """Whether a path is the SDK or one of its modules, rather than something in one."""
        return path == (ROOT,) or (
            len(path) == 2 and (path[1] in ("errors", "aio") or self._catalog.capability(path[1]) is not None)
        )

    def is_attribute(self, name: str) -> bool:
        """Whether something that isn't of the SDK may have an attribute of that name read anywhere."""
        for file in self._graph.mentioning(name):
            for node in file.syntax.identifiers(name):
                parent = node.parent
                if parent is None or parent.type != "attribute" or not field_is(parent, "attribute", node):
                    continue
                if not self.path_of(file, parent):
                    return True
        return False

    def is_skipped(self, file: SourceFile) -> bool:
        if file.path not in self._skipped:
            self._skipped[file.path] = is_skipped(file.syntax)
        return self._skipped[file.path]

    # Finding

    def _direct(self, file: SourceFile) -> list[SdkVariable]:
        if not self._graph.usable(file) or self.is_skipped(file):
            return []
        found: dict[int, SdkVariable] = {}
        names = self._graph.names(file)
        for statement in (s for s in sdk_statements(file.syntax) if not names.is_dead(s)):
            for imported in imported_names(file.syntax, statement):
                for name, path in self._bound(file, imported) if is_sdk(imported) else ():
                    variable = self._variable(file, self._binding_of(file, imported, name), path)
                    variable.sources.append(Source(statement, imported, path))
                    found[id(variable)] = variable
        return list(found.values())

    def _variable(self, file: SourceFile, binding: Binding, path: tuple[str, ...]) -> SdkVariable:
        variables = self._variables.setdefault(file.path, {})
        if id(binding) not in variables:
            variables[id(binding)] = SdkVariable(file, binding, path)
        return variables[id(binding)]

    def _bound(self, file: SourceFile, imported: ImportedName) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The names that an import of the SDK binds; of a star's, those that something reads."""
        if imported.attribute != "*":
            yield imported.name, canonical(imported.path, self._catalog)
            return
        module = canonical(tuple(imported.module.split(".")), self._catalog)
        exported = exported_names(self._graph.names(file))
        for name in star_exports(module, self._catalog):
            if name in exported or file.syntax.identifiers(name) or self._is_sought(file, name):
                yield name, self._attribute(module, name)

    def _is_sought(self, file: SourceFile, name: str) -> bool:
        """Whether something reads a name that doesn't stand in the file."""
        return self._graph.is_read_elsewhere(file, name) or self._reach.of(file, name).named

    def _binding_of(self, file: SourceFile, imported: ImportedName, name: str) -> Binding:
        names = self._graph.names(file)
        if imported.identifier is not None:
            return names.resolve(imported.identifier)
        scope = names.scope_at(imported.statement)
        found = next((b for b in names.bindings(name) if b.scope.id == scope.id), None)
        return found if found is not None else names.lookup(name, scope)

    def _follow(self, variable: SdkVariable) -> Iterator[SdkVariable]:
        """The variables that take their meaning from this one."""
        if self.is_module(variable.path):
            yield from self._aliases(variable)
        if variable.binding.scope.kind != "module":
            return
        reached = self._reach.of(variable.file, variable.name)
        if reached.named or not self.is_module(variable.path):
            variable.kept, variable.settable = variable.kept or reached.read, reached.set
            variable.reached = reached.place
        for reading in self._graph.readings(variable.file, variable.name):
            if self.is_skipped(reading.file):
                variable.kept = True
            elif reading.star and reading.node.type == "import_from_statement":
                self._starred(variable, reading)
            elif reading.star:
                self._unfollowed(variable, reading)
            elif reading.imported is None:
                outside = self._outside.setdefault(reading.file.path, {})
                outside[reading.node.id] = Outside(reading.node, variable)
            else:
                binding = self._graph.names(reading.file).resolve(reading.node)
                other = self._variable(reading.file, binding, variable.path)
                statement = reading.imported.statement
                other.sources.append(Source(statement, reading.imported, variable.path, variable))
                yield other

    def _aliases(self, variable: SdkVariable) -> Iterator[SdkVariable]:
        """`st = storage`: a statement of its own that gives a module of the SDK a second name."""
        names = self._graph.names(variable.file)
        for read in variable.binding.reads:
            holder = read.node.parent
            expression, path = read.node, variable.path
            while holder is not None and holder.type == "attribute" and field_is(holder, "object", expression):
                attribute = holder.child_by_field_name("attribute")
                longer = self._attribute(path, variable.file.syntax.name(attribute)) if attribute is not None else ()
                if not self.is_module(longer):
                    break
                path = longer
                expression, holder = holder, holder.parent
            if holder is None or holder.type != "assignment" or not field_is(holder, "right", expression):
                continue
            target, statement = holder.child_by_field_name("left"), holder.parent
            if target is None or target.type != "identifier" or statement is None:
                continue
            if statement.type != "expression_statement" or len(named_children(statement)) != 1:
                continue
            binding = names.resolve(target)
            if binding.scope.kind != "class":
                other = self._variable(variable.file, binding, path)
                other.sources.append(Source(statement, None, path, variable, target))
                yield other

    def _starred(self, variable: SdkVariable, reading: Reading) -> None:
        """A star import of the project's own module may read every name there.

        A module of the SDK can't be kept for it, so its reads are followed; other names stay as they are.
        """
        names = self._graph.names(reading.file)
        binding = next((b for b in names.bindings(variable.name) if b.scope.kind == "module"), None)
        if binding is None or binding.writes:
            return
        stars = star_imports(reading.file.syntax)
        may_bind = [s for s in stars if self._graph.star_may_bind(reading.file, s, variable.name, sdk=False)]
        alone = len(may_bind) == 1
        followed = (
            self.is_module(variable.path) and alone and not any(self._graph.readings(reading.file, variable.name))
        )
        variable.kept = variable.kept or not followed
        outside = self._outside.setdefault(reading.file.path, {})
        for read in binding.reads:
            outside[read.node.id] = Outside(read.node, variable, star=not followed)

    def _unfollowed(self, variable: SdkVariable, reading: Reading) -> None:
        """A name that comes by way of a module that has a star import: it stays as it is, and so does the variable."""
        variable.kept = True
        outside = self._outside.setdefault(reading.file.path, {})
        nodes = [reading.node]
        if reading.imported is not None:
            nodes = [read.node for read in self._graph.names(reading.file).resolve(reading.node).reads]
        for node in nodes:
            outside.setdefault(node.id, Outside(node, variable, star=True))

    # Judging

    def _settle(self) -> None:
        """Take back what isn't proven, and what leans on it, until nothing changes."""
        variables = [v for found in self._variables.values() for v in found.values()]
        for variable in variables:
            names = self._graph.names(variable.file)
            from_another = any(source.origin is not None for source in variable.sources)
            may_bind = partial(self._graph.star_may_bind, variable.file)
            proven = is_proven(names, variable.binding, variable.sources, may_bind)
            variable.proven = proven and not variable.settable and not (from_another and variable.kept)
        changed = True
        while changed:
            changed = False
            for variable in variables:
                origins = [s.origin for s in variable.sources if s.origin is not None]
                if variable.proven and not all(origin.proven for origin in origins):
                    variable.proven, changed = False, True
        for variable in variables:
            if not variable.proven:
                for source in variable.sources:
                    if source.origin is not None:
                        source.origin.kept = True


def sdk_statements(syntax: Syntax) -> tuple[Node, ...]:
    """The import statements that name the SDK, in order."""
    found: dict[int, Node] = {}
    for node in syntax.identifiers(ROOT):
        statement = statement_at(node)
        if statement is not None and any(is_sdk(name) for name in imported_names(syntax, statement)):
            found[statement.start_byte] = statement
    return tuple(found[start] for start in sorted(found))


def is_sdk(name: ImportedName) -> bool:
    return name.level == 0 and (name.module == ROOT or name.module.startswith(ROOT + "."))


def star_exports(module: tuple[str, ...], catalog: Catalog) -> tuple[str, ...]:
    """What `from module import *` binds."""
    if module == (ROOT, "errors"):
        return tuple(error.name for error in catalog.errors)
    capability = catalog.capability(module[1]) if len(module) == 2 else None
    return capability.exports if capability is not None else ()
