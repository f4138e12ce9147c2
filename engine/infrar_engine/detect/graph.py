"""The modules of a project as a graph: which file an import means, and who reads a name of a module.

In: a project. Out: answers, each worked out when asked. Files that can't be read or parsed take no part. Who might import a
module is found by the words in import statements, so a file that doesn't name it is never parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from tree_sitter import Node

from infrar_engine.detect.imported_words import WORDS, imported_words
from infrar_engine.detect.imports import ImportedName, imported_names, statement_at
from infrar_engine.detect.meanings import ROOT
from infrar_engine.detect.roles import Role
from infrar_engine.detect.scopes import Binding, Names
from infrar_engine.model import Span
from infrar_engine.source.project import Project, SourceFile
from infrar_engine.source.syntax import Syntax, field_is
from infrar_engine.source.text import UnreadableSourceError

_STAR = re.compile(rb"import[ \t\f\r\n\\(]*\*")
_STAR_DEPTH = 8
_SEARCHES = 32  # how many names are searched for in all files before the files' words are indexed
_BY_TEXT = frozenset(
    {"setattr", "__setattr__", "getattr", "delattr", "hasattr", "patch", "object", "methodcaller", "attrgetter"}
)


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """Where something outside a module reads one of its names.

    `imported` is the import that binds it there (`node` is the identifier it binds), None for an attribute of the module
    (`node` is `config.BUCKET`) or for a star import (`star`; `node` is the import statement). With `star`, the other two come by
    way of a module that has such an import.
    """

    file: SourceFile
    node: Node
    imported: ImportedName | None = None
    star: bool = False


class ModuleGraph:
    """`dead` has the spans of code, by file, that won't be there: nothing in them counts."""

    def __init__(self, project: Project, dead: Mapping[str, Sequence[Span]] | None = None) -> None:
        self.project = project
        self._dead = dead or {}
        self._names: dict[str, Names] = {}
        self._usable: dict[str, bool] = {}
        self._imported: dict[tuple[str, int], ImportedName | None] = {}
        self._mentions: dict[str, tuple[SourceFile, ...]] = {}
        self._by_text: dict[str, bool] = {}
        self._stars: dict[str, tuple[tuple[Node, SourceFile], ...]] = {}
        self._importing: dict[str, dict[bytes, list[SourceFile]]] = {}
        self._words: dict[str, set[bytes]] = {}

    # Files

    def usable(self, file: SourceFile) -> bool:
        """Whether the file can be read and is valid: others can't be asked."""
        known = self._usable.get(file.path)
        if known is None:
            try:
                known = not file.syntax.has_error
            except UnreadableSourceError:
                known = False
            self._usable[file.path] = known
        return known

    def names(self, file: SourceFile) -> Names:
        found = self._names.get(file.path)
        if found is None:
            found = self._names[file.path] = Names(file.syntax, self._dead.get(file.path, ()))
        return found

    def mentioning(self, name: str) -> tuple[SourceFile, ...]:
        """The usable files in which `name` stands anywhere."""
        found = self._mentions.get(name)
        if found is None:
            word = as_bytes(name)
            self.project.searches.names.add(word)
            if len(self._mentions) < _SEARCHES:
                files: Iterable[SourceFile] = (f for f in self.project.files.values() if word in f.searched)
            else:
                files = self._by_word.get(word, ())
            found = self._mentions[name] = tuple(f for f in files if self.usable(f))
        return found

    @cached_property
    def _by_word(self) -> dict[bytes, list[SourceFile]]:
        index: dict[bytes, list[SourceFile]] = {}
        for file in self.project.files.values():
            for word in set(WORDS.findall(file.searched)):
                index.setdefault(word, []).append(file)
        return index

    def _by_imported_word(self, name: str) -> Mapping[bytes, Sequence[SourceFile]]:
        """Words in import statements → files: those files that may read something called `name`, or all once many were asked."""
        key = name if name in self._importing or len(self._importing) < _SEARCHES else ""
        found = self._importing.get(key)
        if found is None:
            found = self._importing[key] = {}
            for file in self._may_read(key):
                for word in self._imported_words(file):
                    found.setdefault(word, []).append(file)
        return found

    def _may_read(self, name: str) -> Iterator[SourceFile]:
        """Files in which the name stands, or may stand in another spelling, or is brought by a star import."""
        word = as_bytes(name)
        for file in self.project.files.values():
            if word in file.searched or not file.searched.isascii() or file.path in self._starring:
                yield file

    @cached_property
    def _starring(self) -> frozenset[str]:
        return frozenset(file.path for file in self.project.files.values() if _STAR.search(file.searched))

    def _imported_words(self, file: SourceFile) -> set[bytes]:
        """The words in a file's import statements, by a look at the bytes."""
        found = self._words.get(file.path)
        if found is None:
            found = self._words[file.path] = imported_words(file.searched)
        return found

    def _importers(self, file: SourceFile, name: str) -> list[SourceFile]:
        """The files that might read `name` of the module `file`, in the project's order.

        Their imports name the module; those of a package's own modules (`from . import name`) name what they take.
        """
        words = (self.stem(file), name, "*") if file.is_package else (self.stem(file),)
        return [f for f in self.importing(name, *words) if f.path != file.path and self.usable(f)]

    def stem(self, file: SourceFile) -> str:
        """The last part of the name that a module is imported by."""
        parts = file.path.rpartition(".")[0].split("/")
        if parts[-1] == "__init__":
            parts.pop()
        return parts[-1] if parts else self.project.name

    def importing(self, name: str, *words: str) -> list[SourceFile]:
        """The files in which `name` stands and any of these words in an import statement, in the project's order; they may not be valid."""
        index = self._by_imported_word(name)
        asked = [as_bytes(word) for word in words]
        self.project.searches.imported.update(asked)
        found = {f.path: f for word in asked for f in index.get(word, ())}
        for file in found.values():
            file.consulted = True
        return [found[path] for path in sorted(found)]

    # Imports

    def import_of(self, file: SourceFile, identifier: Node) -> ImportedName | None:
        """The import that binds this identifier, when it stands in one."""
        key = (file.path, identifier.id)
        if key not in self._imported:
            statement = statement_at(identifier)
            names = imported_names(file.syntax, statement) if statement is not None else ()
            self._imported[key] = next((i for i in names if i.identifier == identifier), None)
        return self._imported[key]

    def sole_import(self, file: SourceFile, identifier: Node) -> ImportedName | None:
        """The import that a name surely comes from: nothing else binds it, but for imports of the same (`import a.b, a.c`)."""
        binding = self.names(file).resolve(identifier)
        if not binding.writes or any(write.role is not Role.IMPORT for write in binding.writes):
            return None
        first, *others = (self.import_of(file, write.node) for write in binding.writes)
        if first is None or any(o is None or not _is_same_module(first, o) for o in others):
            return None
        return first

    def target_of(self, file: SourceFile, imported: ImportedName) -> SourceFile | None:
        """The project's module that an import takes a name from (or is, when it imports a module)."""
        return self.project.resolve(file.path, imported.module, imported.level)

    def module_of(self, file: SourceFile, attribute: Node) -> SourceFile | None:
        """The project's module whose attribute this is, as in `config.BUCKET`."""
        base = attribute.child_by_field_name("object")
        if base is None:
            return None
        if base.type == "attribute":
            root = base
            while root.type == "attribute":
                inner = root.child_by_field_name("object")
                if inner is None:
                    return None
                root = inner
            imported = self.sole_import(file, root) if root.type == "identifier" else None
            plain = imported is not None and imported.attribute is None
            return self.project.resolve(file.path, file.syntax.source(base), 0) if plain else None
        imported = self.sole_import(file, base) if base.type == "identifier" else None
        return self.module_named(file, imported) if imported is not None else None

    def _module_before(self, file: SourceFile, node: Node) -> SourceFile | None:
        """The project's module that a name in a pattern is taken from: `config` in `case config.Missing():`."""
        dotted = node.parent
        before = [n for n in dotted.named_children if n.start_byte < node.start_byte] if dotted is not None else []
        imported = self.sole_import(file, before[0]) if before else None
        if imported is None:
            return None
        if len(before) == 1:
            return self.module_named(file, imported)
        plain = imported.attribute is None
        return self.project.resolve(file.path, ".".join(file.syntax.name(n) for n in before), 0) if plain else None

    def module_named(self, file: SourceFile, imported: ImportedName) -> SourceFile | None:
        """The project's module that an imported name is."""
        if imported.attribute is None:
            return self.target_of(file, imported)
        module = f"{imported.module}.{imported.attribute}" if imported.module else imported.attribute
        return self.project.resolve(file.path, module, imported.level)

    def library_path(self, file: SourceFile, node: Node) -> tuple[str, ...]:
        """The dotted name of something imported from outside the project (`os.environ`), or ()."""
        attributes: list[str] = []
        while node.type == "attribute":
            attribute, base = node.child_by_field_name("attribute"), node.child_by_field_name("object")
            if attribute is None or base is None:
                return ()
            attributes.append(file.syntax.name(attribute))
            node = base
        imported = self.sole_import(file, node) if node.type == "identifier" else None
        return () if imported is None or imported.level else (*imported.path, *reversed(attributes))

    def has_foreign_star(self, file: SourceFile) -> bool:
        """Whether a star import of something outside the project may bind any name, a builtin's among them."""
        for statement in star_imports(file.syntax):
            imported = next(iter(imported_names(file.syntax, statement)), None)
            if imported is None or imported.module.partition(".")[0] == ROOT:
                continue
            if self.target_of(file, imported) is None:
                return True
        return False

    def star_may_bind(self, file: SourceFile, statement: Node, name: str, depth: int = 0, *, sdk: bool = True) -> bool:
        """Whether a star import may bind `name` to something new. Of a module outside the project only names without underscore
        are expected; without `sdk`, none of the SDK.
        """
        target = self._star_target(file, statement)
        if target is None or not self.usable(target) or depth > _STAR_DEPTH:
            return not name.startswith("_") and name != ROOT and (sdk or not _is_of_sdk(file.syntax, statement))
        names = self.names(target)
        if names.binding_in(name, names.module) is not None:
            return True
        stars = star_imports(target.syntax)
        return any(self.star_may_bind(target, each, name, depth + 1, sdk=sdk) for each in stars)

    def set_by_text(self, name: str) -> bool:
        """Whether the program reaches for something by this name as a text: `setattr(x, "name", …)`, `globals()["name"]`."""
        if name not in self._by_text:
            quoted = (f'"{name}"'.encode(), f"'{name}'".encode())
            files = (f for f in self.mentioning(name) if any(q in f.code for q in quoted))
            self._by_text[name] = any(_reaches_by_text(f.syntax, name) for f in files)
        return self._by_text[name]

    # Who reads a module's name

    def readings(self, file: SourceFile, name: str, through: tuple[str, ...] = ()) -> Iterator[Reading]:
        """Where other modules read `name` of the module `file`: imports of it, attributes of the module, star imports.

        `through` are modules whose star imports led here.
        """
        for other in self._importers(file, name):
            for node in other.syntax.identifiers(name):
                parent = node.parent
                if parent is None:
                    continue
                if parent.type == "attribute":
                    if field_is(parent, "attribute", node) and self.module_of(other, parent) is file:
                        yield Reading(other, parent)
                    continue
                if parent.type == "dotted_name" and self._module_before(other, node) is file:
                    yield Reading(other, node)
                    continue
                imported = self._imports_as(other, node)
                if imported is not None and imported.attribute == name and self.target_of(other, imported) is file:
                    assert imported.identifier is not None
                    yield Reading(other, imported.identifier, imported)
            for statement, target in self.stars(other):
                if target is file and other.path not in through:
                    yield Reading(other, statement, star=True)
                    for reading in self.readings(other, name, (*through, file.path, other.path)):
                        yield replace(reading, star=True)

    def is_read_elsewhere(self, file: SourceFile, name: str) -> bool:
        """Whether another module names a variable of this one."""
        readings = self.readings(file, name)
        return any(r.node.type != "import_from_statement" or r.file.syntax.identifiers(name) for r in readings)

    def _is_sought_by_text(self, file: SourceFile, name: str) -> bool:
        """Whether a file that imports the module looks something up by this name: `getattr(module, "name")`."""
        quoted = (b'"%s"' % as_bytes(name), b"'%s'" % as_bytes(name))
        importers = (f for f in self.importing("", self.stem(file)) if any(q in f.data for q in quoted))
        return any(self.usable(other) and _reaches_by_text(other.syntax, name) for other in importers)

    def is_shared(self, file: SourceFile, name: str) -> bool:
        """Whether another module of the project takes a name from this one, or gives it that name."""
        if self.is_read_elsewhere(file, name) or self._is_sought_by_text(file, name):
            return True
        return any(self.star_may_bind(file, statement, name, sdk=False) for statement, _ in self.stars(file))

    def _imports_as(self, file: SourceFile, node: Node) -> ImportedName | None:
        """The import of which `node` is the imported name (`x` in both `import x` and `import x as y`)."""
        statement = statement_at(node)
        if statement is None or statement.type != "import_from_statement":
            return None
        for imported in imported_names(file.syntax, statement):
            if imported.node == node or (imported.node.start_byte <= node.start_byte < imported.node.end_byte):
                return imported if imported.node.start_byte == node.start_byte else None
        return None

    def stars(self, file: SourceFile) -> tuple[tuple[Node, SourceFile], ...]:
        """The file's `from … import *` of the project's modules, each with the module."""
        found = self._stars.get(file.path)
        if found is None:
            statements = star_imports(file.syntax)
            targets = ((s, self._star_target(file, s)) for s in statements)
            found = self._stars[file.path] = tuple((s, t) for s, t in targets if t is not None)
        return found

    def _star_target(self, file: SourceFile, statement: Node) -> SourceFile | None:
        imported = next(iter(imported_names(file.syntax, statement)), None)
        return self.target_of(file, imported) if imported is not None else None

    def variable_uses(self, file: SourceFile, binding: Binding) -> list[tuple[SourceFile, Node]] | None:
        """Every expression in the project that reads a variable, through imports too; None when some can't be seen.

        A variable of a function or a class is only read where it stands.
        """
        found = [(file, o.node) for o in binding.reads]
        if binding.scope.kind != "module":
            return found
        seen = {(file.path, binding.name)}
        waiting = [(file, binding.name)]
        while waiting:
            origin, name = waiting.pop()
            for reading in self.readings(origin, name):
                if reading.star:
                    return None
                if reading.imported is None:
                    found.append((reading.file, reading.node))
                    continue
                other = self.names(reading.file).resolve(reading.node)
                if len(other.writes) != 1:
                    return None
                found += [(reading.file, o.node) for o in other.reads]
                key = (reading.file.path, other.name)
                if other.scope.kind == "module" and key not in seen:
                    seen.add(key)
                    waiting.append((reading.file, other.name))
        return found


def _is_same_module(one: ImportedName, other: ImportedName) -> bool:
    return one.attribute is None and other.attribute is None and one.module == other.module


def _is_of_sdk(syntax: Syntax, statement: Node) -> bool:
    return all(i.module.partition(".")[0] == ROOT for i in imported_names(syntax, statement))


def _reaches_by_text(syntax: Syntax, name: str) -> bool:
    for start, end in syntax.words(name):
        node = syntax.root.descendant_for_byte_range(start, end)
        string = node.parent if node is not None and node.type == "string_content" else None
        if node is None or string is None or string.type != "string" or syntax.source(node) != name:
            continue
        holder = string.parent
        if holder is not None and holder.type == "subscript":
            base = holder.child_by_field_name("value")
            if base is not None and syntax.source(base).endswith(("globals()", "vars()", "__dict__", "locals()")):
                return True
        call = holder.parent if holder is not None and holder.type == "argument_list" else None
        function = call.child_by_field_name("function") if call is not None else None
        if function is not None and syntax.source(function).rpartition(".")[2] in _BY_TEXT:
            return True
    return False


def star_imports(syntax: Syntax) -> Iterator[Node]:
    """The file's `from … import *` statements."""
    for start, end in syntax.words("import"):
        if not syntax.text[end : end + 20].lstrip(b" \t\\\r\n(").startswith(b"*"):
            continue
        node = syntax.root.descendant_for_byte_range(start, end)
        statement = statement_at(node) if node is not None else None
        if statement is not None:
            yield statement


def as_bytes(name: str) -> bytes:
    """A name as files have it; one that comes from a path may be no UTF-8."""
    return name.encode("utf-8", "surrogateescape")
