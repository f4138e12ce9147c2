"""What is wrong with the SDK's imports, and texts that name the SDK for the running program to look up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tree_sitter import Node

from infrar_engine.detect.imports import imported_modules, imported_names
from infrar_engine.detect.meanings import ROOT, Meanings
from infrar_engine.detect.scopes import Names
from infrar_engine.detect.texts import literal
from infrar_engine.model import Diagnostic, Severity, renamed
from infrar_engine.source.syntax import Syntax, span

_IMPORTING = frozenset({"import_module", "__import__", "find_spec", "setattr", "reload"})
_EVALUATING = frozenset({"exec", "eval", "compile"})
_TESTING = "leave such test files out with `exclude:` in infrar.yaml, or mark the file `# infrar: skip-file`"


def imported_problems(
    syntax: Syntax, statement: Node, meanings: Meanings
) -> Iterator[tuple[tuple[str, ...], Diagnostic]]:
    """One import statement of the SDK: what it names that isn't there, or isn't for a build; each with its dotted path."""
    if statement.type == "import_statement":
        for name in imported_modules(statement):
            path = meanings.canonical(tuple(syntax.name(name).split(".")))
            if path[0] == ROOT and meanings.kind(path) != "module":
                yield path, _problem(syntax, name, path, meanings)
        return
    for imported in imported_names(syntax, statement):
        module = meanings.canonical(tuple(imported.module.split(".")))
        if imported.attribute == "*":
            if len(module) < 2:
                message = "what `from infrar import *` binds is not defined"
                hint = "name what is used: `from infrar import storage`"
                yield module, _report(syntax, imported.node, "INF204", message, hint)
            elif meanings.kind(module) != "module":
                yield module, _problem(syntax, imported.node, module, meanings)
        elif meanings.kind(meanings.canonical(imported.path)) in ("testing", ""):
            known_module = meanings.kind(module) in ("module", "testing")
            path = meanings.canonical(imported.path) if known_module else module
            yield path, _problem(syntax, imported.node, path, meanings)


def _problem(syntax: Syntax, node: Node, path: tuple[str, ...], meanings: Meanings) -> Diagnostic:
    if meanings.kind(path) == "testing":
        message = "infrar.testing is for tests on the local runtime and has no native form"
        return _report(syntax, node, "INF203", message, _TESTING)
    message = f"{'.'.join(path[:-1])} has no {path[-1]!r}"
    found = _report(syntax, node, "INF201", message, meanings.suggestion(path))
    written = node.child_by_field_name("name") if node.type == "aliased_import" else node
    place = syntax.location_of(written or node)
    cause = f"{syntax.path}: {'.'.join(path)}"
    return replace(found, cause=cause, fixes=renamed(place, path[-1], meanings.nearest(path)))


def texts_that_name_the_sdk(syntax: Syntax, names: Names) -> Iterator[Diagnostic]:
    """Texts given to the import system, to something that patches modules, or to be run."""
    for start, end in syntax.words(ROOT):
        node = syntax.root.descendant_for_byte_range(start, end)
        string = node.parent if node is not None and node.type == "string_content" else None
        if string is None or string.type != "string" or names.is_dead(string):
            continue
        value = literal(syntax.source(string))
        text = str(value.value) if value is not None else ""
        call = string.parent.parent if string.parent is not None and string.parent.type == "argument_list" else None
        function = call.child_by_field_name("function") if call is not None and call.type == "call" else None
        name = syntax.source(function).rpartition(".")[2] if function is not None else ""
        looked_up = name in _IMPORTING or name.startswith("patch") or _is_key_of_modules(syntax, string)
        if name in _EVALUATING or (looked_up and text.split(".")[0] == ROOT):
            text = text.strip().split("\n")[0]
            message = f'"{text}" names the SDK for the running program to look up'
            yield _report(syntax, string, "INF205", message, "import it with an import statement")


def _is_key_of_modules(syntax: Syntax, string: Node) -> bool:
    """`sys.modules["infrar.storage"]`"""
    holder = string.parent
    base = holder.child_by_field_name("value") if holder is not None and holder.type == "subscript" else None
    return base is not None and syntax.source(base).endswith("modules")


def _report(syntax: Syntax, node: Node, code: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, message, syntax.location_of(node), hint, span(node))
