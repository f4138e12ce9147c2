"""A module's variable → whether code that doesn't name it plainly may read or set it.

Three ways lead there: the module as a value (`setattr(app, "upload", fake)`, `for each in [app, other]`), its name as a text
(`patch("app.upload")`, `import_module("app")`), and its namespace (`globals()["upload"]`, `eval("upload(...)")`). Where a text says
which name is meant, only that name is reached.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property

from tree_sitter import Node

from infrar_engine.detect.graph import ModuleGraph, as_bytes
from infrar_engine.detect.module_values import module_values
from infrar_engine.detect.texts import literal
from infrar_engine.source.project import SourceFile
from infrar_engine.source.syntax import Syntax, field_is, named_children

_TEXT = re.compile(
    rb"(?:patch|setattr|delattr|object|multiple|import_module|__import__|reload|import_string|resolve_name|locate|dict)"
    rb"""\(\s*(?:\w+\s*=\s*)?["'](\.?[A-Za-z_][\w.]*)["']"""
)
_UNKNOWN_IMPORT = re.compile(rb"""\bimport_module\(\s*(?!["'][\w.]*["']\s*[,)])""")
_BY_NAME = frozenset(
    {"setattr", "delattr", "getattr", "hasattr", "object", "multiple", "methodcaller", "attrgetter"}
)  # functions that are given a module and a name in it
_CHANGES = frozenset({"setattr", "delattr", "object", "multiple", "patch"})
_IMPORTS = frozenset({"import_module", "__import__", "reload", "import_string", "resolve_name", "locate"})
_NAMESPACES = (b"globals(", b"locals(", b"vars(", b"exec(", b"eval(", b".modules[", b"import_module(")
_PATCHING = (b"patch", b"setattr", b"import_module", b"import_string", b"resolve_name")


@dataclass(frozen=True, slots=True)
class Reached:
    """Whether a variable may be read, and whether it may be set, by code that can't be followed.

    `named` says that something names it; otherwise it is only within reach of code that could. `place` is where, as "app.py:3".
    """

    read: bool = False
    set: bool = False
    named: bool = False
    place: str = ""

    def __or__(self, other: Reached) -> Reached:
        place = other.place if not self.place or (other.named and not self.named) else self.place
        return Reached(self.read or other.read, self.set or other.set, self.named or other.named, place)

    def at(self, file: SourceFile, node: Node) -> Reached:
        return replace(self, place=self.place or f"{file.path}:{node.start_point[0] + 1}") if self.read else self


class Reach:
    def __init__(self, graph: ModuleGraph) -> None:
        self._graph = graph
        self._values: dict[str, tuple[tuple[SourceFile, Node], ...]] = {}
        self._attributes: dict[str, Reached] = {}

    def of(self, file: SourceFile, name: str) -> Reached:
        """What may happen to the variable `name` of the module `file`, beside what names it plainly."""
        found = self._through_namespace(file, name)
        for other, node in self._module_values(file):
            found |= self._through_value(other, node, name).at(other, node)
        return found | self._through_texts(file, name) | self._through_unknown_modules(name)

    # The module as a value

    def _module_values(self, file: SourceFile) -> tuple[tuple[SourceFile, Node], ...]:
        found = self._values.get(file.path)
        if found is None:
            found = self._values[file.path] = tuple(module_values(self._graph, file))
        return found

    def _through_value(self, file: SourceFile, node: Node, name: str) -> Reached:
        """What a module that is handed on here means for one of its names."""
        arguments = node.parent
        if arguments is not None and arguments.type == "attribute" and field_is(arguments, "object", node):
            attribute = arguments.child_by_field_name("attribute")
            named = attribute is not None and file.syntax.name(attribute) == name
            return Reached(named, named and _is_set(arguments), named)
        function = called(file.syntax, arguments)
        given = named_children(arguments) if arguments is not None and function else []
        if function in _BY_NAME and given and given[0] == node and len(given) > 1:
            texts = {_text(file.syntax, given[1])}
            if function == "multiple":
                texts = {_keyword(file.syntax, each) for each in given[1:]}
            changes = function in _CHANGES
            if name in texts:
                return Reached(True, changes, named=True)
            return Reached(None in texts, changes and None in texts)
        return Reached(read=True) | self._attributes_named(name)

    def _attributes_named(self, name: str) -> Reached:
        """Whether an expression that isn't followed reads or sets an attribute of that name, anywhere in the project."""
        found = self._attributes.get(name)
        if found is None:
            by_text = self._graph.set_by_text(name)
            found = Reached(set=by_text, named=by_text)
            for file in self._graph.mentioning(name):
                for node in file.syntax.identifiers(name):
                    parent = node.parent
                    if parent is None or parent.type != "attribute" or not field_is(parent, "attribute", node):
                        continue
                    if self._may_be_of_a_module(file, parent):
                        found |= Reached(True, _is_set(parent), named=True).at(file, node)
            self._attributes[name] = found
        return found

    def _may_be_of_a_module(self, file: SourceFile, attribute: Node) -> bool:
        """Whether nothing is known of what an attribute is taken from."""
        base = attribute.child_by_field_name("object")
        if base is None or self._graph.module_of(file, attribute) or self._graph.library_path(file, base):
            return False
        return file.syntax.source(base) not in ("self", "cls") and base.type != "string"

    # Texts

    def _through_texts(self, file: SourceFile, name: str) -> Reached:
        found = Reached()
        for dotted in self._graph.project.dotted_names(file.path):
            for begins in (dotted, f"{dotted}.{name}"):
                for text, other in self._texts.get(begins, ()):
                    if begins != dotted or text == dotted:
                        found |= self._text_reaches(other, text, whole=text == dotted)
        return found

    def _text_reaches(self, file: SourceFile, text: str, whole: bool) -> Reached:
        if not self._graph.usable(file):
            return Reached()
        found = Reached()
        for start, end in file.syntax.words(text.rpartition(".")[2]):
            content = file.syntax.root.descendant_for_byte_range(start, end)
            string = content.parent if content is not None and content.type == "string_content" else None
            if string is None or _text(file.syntax, string) != text:
                continue
            function = called(file.syntax, string.parent)
            changes = function in _CHANGES or function.startswith("patch")
            if changes or function in _IMPORTS or function in _BY_NAME:
                found |= Reached(True, changes, named=not whole).at(file, string)
        return found

    @cached_property
    def _texts(self) -> dict[str, list[tuple[str, SourceFile]]]:
        """The dotted names in texts that something may look up, by what they begin with. Found by a look at the bytes."""
        found: dict[str, list[tuple[str, SourceFile]]] = {}
        for file in self._graph.importing("", "mock", "patch", "importlib", "pytest", "pkgutil", "import_string"):
            if any(word in file.data for word in _PATCHING):
                for match in set(_TEXT.findall(file.data)):
                    text = match.decode("ascii", "replace").lstrip(".")
                    parts = text.split(".")
                    for length in range(1, len(parts) + 1):
                        found.setdefault(".".join(parts[:length]), []).append((text, file))
        return found

    # Modules whose names only the running program knows

    def _through_unknown_modules(self, name: str) -> Reached:
        """`import_module(name).upload`: whichever module it is."""
        found = Reached()
        for file in self._importing_unknown:
            if as_bytes(name) not in file.searched or not self._graph.usable(file):
                continue
            for node in filter(_is_attribute, file.syntax.identifiers(name)):
                if node.parent is not None and self._may_be_of_a_module(file, node.parent):
                    found |= Reached(True, _is_set(node.parent), named=True).at(file, node.parent)
        return found

    @cached_property
    def _importing_unknown(self) -> list[SourceFile]:
        """The files that import a module by a name that isn't written out."""
        files = self._graph.importing("", "importlib", "import_module")
        return [file for file in files if _UNKNOWN_IMPORT.search(file.data)]

    # Namespaces

    def _through_namespace(self, file: SourceFile, name: str) -> Reached:
        """`globals()` and the like, in the module itself."""
        found = Reached()
        if not any(word in file.data for word in _NAMESPACES):
            return found
        syntax = file.syntax
        if any(_is_looked_up(syntax, node) for node in syntax.identifiers("__name__")):
            found |= Reached(True, True)
        for word in ("globals", "locals", "vars", "exec", "eval"):
            for node in syntax.identifiers(word):
                call = node.parent
                if call is None or call.type != "call" or not field_is(call, "function", node):
                    continue
                arguments = call.child_by_field_name("arguments")
                given = named_children(arguments) if arguments is not None else []
                if self._graph.names(file).resolve(node).writes or self._graph.names(file).is_dead(node):
                    continue
                if word in ("exec", "eval"):
                    found |= _in_code(syntax, given[0] if given else None, name).at(file, node)
                elif not given and (word != "locals" or self._graph.names(file).scope_at(node).kind == "module"):
                    found |= _in_namespace(syntax, call, name).at(file, node)
        return found


def called(syntax: Syntax, arguments: Node | None) -> str:
    """The last name of the function that these are the arguments of: `object` for `mock.patch.object(...)`."""
    call = arguments.parent if arguments is not None and arguments.type == "argument_list" else None
    function = call.child_by_field_name("function") if call is not None and call.type == "call" else None
    return syntax.source(function).rpartition(".")[2] if function is not None else ""


def _is_looked_up(syntax: Syntax, name: Node) -> bool:
    """`sys.modules[__name__]`, `import_module(__name__)`"""
    holder = name.parent
    if holder is not None and holder.type == "subscript":
        base = holder.child_by_field_name("value")
        return base is not None and syntax.source(base).endswith("modules")
    return called(syntax, holder) in _IMPORTS


def _is_attribute(node: Node) -> bool:
    parent = node.parent
    return parent is not None and parent.type == "attribute" and field_is(parent, "attribute", node)


def _in_code(syntax: Syntax, code: Node | None, name: str) -> Reached:
    """What code in a text may do to a name: all, when the text isn't in sight."""
    text = _text(syntax, code) if code is not None else ""
    if text is None:
        return Reached(True, True)
    return Reached(True, True, named=True) if re.search(rf"\b{re.escape(name)}\b", text) else Reached()


def _in_namespace(syntax: Syntax, call: Node, name: str) -> Reached:
    """`globals()["name"]`, `globals().get("name")`, or the namespace handed on."""
    holder = call.parent
    if holder is not None and holder.type == "subscript" and field_is(holder, "value", call):
        text = _text(syntax, holder.children_by_field_name("subscript")[0])
        return _found(text, name, _is_set(holder))
    if holder is not None and holder.type == "attribute" and holder.parent is not None:
        arguments = holder.parent.child_by_field_name("arguments") if holder.parent.type == "call" else None
        given = named_children(arguments) if arguments is not None else []
        method = syntax.source(holder).rpartition(".")[2]
        if method in ("get", "pop", "setdefault") and given:
            return _found(_text(syntax, given[0]), name, method != "get")
    if holder is not None and holder.type == "comparison_operator":
        text = _text(syntax, named_children(holder)[0])
        return _found(text, name, changes=False)
    return Reached(True, True)


def _found(text: str | None, name: str, changes: bool) -> Reached:
    if text is None:
        return Reached(True, changes)
    return Reached(True, changes, named=True) if text == name else Reached()


def _text(syntax: Syntax, node: Node) -> str | None:
    """What a plain string says; None for anything else."""
    value = literal(syntax.source(node)) if node.type in ("string", "concatenated_string") else None
    return value.value if value is not None and isinstance(value.value, str) else None


def _keyword(syntax: Syntax, argument: Node) -> str | None:
    key = argument.child_by_field_name("name") if argument.type == "keyword_argument" else None
    return syntax.name(key) if key is not None else None


def _is_set(target: Node) -> bool:
    """Whether an attribute or item is assigned to or deleted."""
    parent = target.parent
    while parent is not None and parent.type in ("pattern_list", "tuple_pattern", "list_pattern", "tuple", "list"):
        target, parent = parent, parent.parent
    if parent is None:
        return False
    if parent.type in ("assignment", "augmented_assignment", "for_statement", "for_in_clause"):
        return field_is(parent, "left", target)
    return parent.type in ("delete_statement", "as_pattern_target")
