"""All findings of a project → the new bytes of each file that changes, and the module that they share, if one is needed.

When more than one module needs clients, types or helpers, these go into one generated module beside them, so that there is one
client a process and one class a type; when only one does, it carries its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from infrar_engine.detect.imports import imported_names, statement_at
from infrar_engine.detect.overlaps import overlapping
from infrar_engine.detect.sites import FileFindings
from infrar_engine.model import Diagnostic, Edit, Severity, Span, family
from infrar_engine.rewrite.choices import FileChoices
from infrar_engine.rewrite.emission import Emission
from infrar_engine.rewrite.file import FileRewriter, SharedNames
from infrar_engine.rewrite.file_imports import IMPORTS, definitions_in
from infrar_engine.rewrite.imports import Placement, place
from infrar_engine.rewrite.nesting import applied
from infrar_engine.rewrite.resource_names import NameTable, lookup_key, table_key, tables
from infrar_engine.rewrite.target import Target, in_order
from infrar_engine.rewrite.translation import ErrorName, class_key
from infrar_engine.source.project import Project, SourceFile
from infrar_engine.source.syntax import Syntax
from infrar_engine.source.text import UneditableError

SHARED_NAME = "cloud_support"


@dataclass(frozen=True)
class Rewritten:
    """`files` are new contents by path, `edits` what was done to each, `generated` the path of the shared module or "".

    `used` names the capabilities whose rule books the new code comes from.
    """

    files: Mapping[str, bytes]
    edits: Mapping[str, tuple[Edit, ...]]
    generated: str = ""
    translated: frozenset[str] = frozenset()
    used: frozenset[str] = frozenset()
    refused: tuple[Diagnostic, ...] = ()  # edits that could not be made

    def joined(self, other: Rewritten) -> Rewritten:
        """With another program's files."""
        files, edits = {**self.files, **other.files}, {**self.edits, **other.edits}
        translated, refused = self.translated | other.translated, self.refused + other.refused
        used = self.used | other.used
        return Rewritten(files, edits, self.generated or other.generated, translated, used, refused)


def rewrite_project(
    project: Project, findings: Sequence[FileFindings], target: Target, width: int | None = None
) -> Rewritten:
    """Rewrite every file that uses the SDK. The findings must be free of errors.

    A notebook that imports none of the project's modules is a program of its own.
    """
    used = [f for f in findings if f.uses_sdk]
    apart = [f for f in used if f.file.is_notebook and not _imports_its_project(f)]
    done = _rewrite(project, [f for f in used if f not in apart], target, width)
    for each in apart:
        done = done.joined(_rewrite(project, [each], target, width))
    return done


def _imports_its_project(findings: FileFindings) -> bool:
    syntax, graph = findings.file.syntax, findings.evaluator.graph
    nodes = (syntax.root.descendant_for_byte_range(start, end) for start, end in syntax.words("import"))
    statements = (statement_at(node) for node in nodes if node is not None)
    imported = (i for s in statements if s is not None for i in imported_names(syntax, s))
    return any(graph.target_of(findings.file, each) is not None for each in imported)


def _rewrite(project: Project, used: Sequence[FileFindings], target: Target, width: int | None) -> Rewritten:
    """One program: what its modules share is shared."""
    target = replace(target, used=capabilities_used(used, target))
    target = replace(target, translated=translated_capabilities(used, target))
    errors = _translated_errors(used, target)
    choices = [FileChoices(f, target, width) for f in used]
    needing = [c for c in choices if _needs_definitions(c, target)]
    if len(needing) > 1 and not all(c.file.is_notebook for c in needing):
        return _shared(project, choices, needing, target, errors)
    files: dict[str, bytes] = {}
    refused: list[Diagnostic] = []
    edits: dict[str, tuple[Edit, ...]] = {}
    for each in choices:
        emission = _emission(each)
        emission.tables = _tables(target, [each])
        needed = each.needs()[1]
        for capability in in_order(needed):
            emission.want(target.book(capability), needed[capability])
        _settle(emission, target if each in needing else replace(target, translated=frozenset()), errors)
        classes = emission.translation.classes if emission.translation is not None else {}
        made = FileRewriter(each, emission, None, classes).edits()
        files[each.file.path] = _applied(each.file, made, refused)
        edits[each.file.path] = tuple(made)
    return Rewritten(files, edits, translated=target.translated, used=target.used, refused=tuple(refused))


def _applied(file: SourceFile, edits: Sequence[Edit], refused: list[Diagnostic]) -> bytes:
    """The file's new bytes; its old ones when an edit can't be made."""
    try:
        return file.text.apply(edits)
    except UneditableError as error:
        place = file.syntax.location(error.offset, error.offset + 1)
        hint = "put the code around it into a cell of its own, or into a module"
        refused.append(Diagnostic("INF106", Severity.ERROR, f"{error.reason}, which can't be done", place, hint))
        return file.data


def translated_capabilities(findings: Sequence[FileFindings], target: Target) -> frozenset[str]:
    """The capabilities whose error classes are used for more than catching somewhere in the project, and those with a handler that
    may see errors of other capabilities, which clouds don't always tell apart.
    """
    found: set[str] = set(overlapping(findings))
    for each in findings:
        modules = [site.module for site in each.errors if not site.handler]
        modules += [k.path[1] for k in each.names if is_error(k.path, target)]
        for module in modules:
            found |= {family(name) for name in target.used} if module == "errors" else {module}
    if found and any(module == "errors" for module, _ in _errors_named(findings, target)):
        found |= {family(name) for name in target.used}  # a handler of errors.NotFound sees those of all
    return frozenset(found & set(target.books))


def capabilities_used(findings: Sequence[FileFindings], target: Target) -> frozenset[str]:
    """The rule books that the project's operations, clients and handlers are about; with nothing but portable errors, all of
    them that are synchronous.
    """
    found: set[str] = set()
    for each in findings:
        found |= {site.use.operation.surface for site in each.operations}
        found |= {site.capability for site in each.natives}
    named = {module for module, _ in _errors_named(findings, target)}
    covered = {family(name) for name in found}
    found |= {module for module in named - {"errors"} if module not in covered}
    if not found and named:
        found = {name for name in target.books if name == family(name)}
    return frozenset(found & target.books.keys())


def is_error(path: tuple[str, ...], target: Target) -> bool:
    capability = target.catalog.capability(path[1])
    classes = target.catalog.errors if path[1] == "errors" else capability.errors if capability is not None else ()
    return any(e.name == path[2] for e in classes)


def _errors_named(findings: Sequence[FileFindings], target: Target) -> frozenset[ErrorName]:
    """The error classes that the program names, in whatever way."""
    sites = {(site.module, site.name) for each in findings for site in each.errors}
    return frozenset(sites | {(k.path[1], k.path[2]) for f in findings for k in f.names if is_error(k.path, target)})


def _translated_errors(findings: Sequence[FileFindings], target: Target) -> frozenset[ErrorName]:
    """Of the error classes that the program names, those that are generated as classes."""
    if not target.translated:
        return frozenset()
    return frozenset(each for each in _errors_named(findings, target) if each[0] in target.translated | {"errors"})


def _needs_definitions(choices: FileChoices, target: Target) -> bool:
    definitions, _ = choices.needs()
    uses_classes = bool(_translated_errors([choices.findings], target))
    return any(definitions.values()) or uses_classes or bool(choices.named_literally | choices.looked_up)


def _tables(target: Target, choices: Sequence[FileChoices]) -> tuple[NameTable, ...]:
    """The tables of names that these files need."""
    named = frozenset().union(*(each.named_literally for each in choices))
    looked_up = frozenset().union(*(each.looked_up for each in choices))
    inside = frozenset().union(*(each.passed_on for each in choices))
    return tables(target.catalog, target.physical or {}, named, looked_up, inside)


def _emission(choices: FileChoices) -> Emission:
    """The names of one file, as far as they are settled already."""
    kept = (k for k in choices.findings.names if k.scope.kind == "module" and not k.rebound)
    prefer = {(k.path[1], k.path[2]): k.name for k in kept}
    return Emission(choices.free.taken, choices.style, True, choices.rebinds, choices.known_import, prefer)


def _settle(emission: Emission, target: Target, errors: frozenset[ErrorName]) -> None:
    translated = [c for c in in_order(target.used) if family(c) in target.translated]
    for capability in translated:
        emission.want(target.book(capability), ())
    emission.settle(errors, dict.fromkeys(translated, target.catalog))


def _shared(
    project: Project,
    choices: list[FileChoices],
    needing: list[FileChoices],
    target: Target,
    errors: frozenset[ErrorName],
) -> Rewritten:
    shared = Emission(lambda name: False, needing[0].style, False)
    shared.tables = _tables(target, needing)
    for each in needing:
        needed = each.needs()[0]
        for capability in in_order(needed):
            shared.want(target.book(capability), needed[capability])
    _settle(shared, target, errors)
    path = _shared_path(project, [c.file.path for c in needing if not c.file.is_notebook])
    exported = shared.exported()
    refused: list[Diagnostic] = []
    module = _module(shared, target)
    files: dict[str, bytes] = {path: module.text.encode()}
    edits: dict[str, tuple[Edit, ...]] = {path: (module,)}
    for each in choices:
        emission = _emission(each)
        definitions, named = each.needs()
        for capability, names in sorted(named.items()):
            emission.want_imports(target.book(capability), names - definitions[capability])
        emission.settle()
        for capability, names in sorted(definitions.items()):
            for name in sorted(names):
                key = (target.book(capability).owner(name), name)
                emission.borrow(key, exported[key])
        borrowed = [table_key(c) for c in each.named_literally] + [lookup_key(c) for c in each.looked_up_here]
        for key in sorted(borrowed):
            emission.borrow(key, exported[key])
        classes: dict[ErrorName, str] = {}
        for error in sorted(_translated_errors([each.findings], target)):
            key = class_key(*error)
            emission.borrow(key, exported[key])
            classes[error] = emission.name(*key)
        names_here = SharedNames(_import_of(project, path, each.file.path), exported)
        made = FileRewriter(each, emission, names_here, classes).edits()
        files[each.file.path] = _applied(each.file, made, refused)
        edits[each.file.path] = tuple(made)
    return Rewritten(files, edits, path, target.translated, target.used, tuple(refused))


def _module(shared: Emission, target: Target) -> Edit:
    """The module that files share, as what is inserted into an empty one."""
    doc = (
        f'"""What the modules of this application share to use {target.provider}: clients, types, small functions."""\n'
    )
    syntax = Syntax(doc.encode(), "")
    placement = Placement(syntax, {}, (), (), lambda module: False, shared.style.width, shared.style.unit)
    defined = shared.text()
    edits = place(placement, shared.imports, [], defined.text)
    text = applied(syntax.text, Span(0, len(syntax.text)), edits).text
    return Edit(Span(0, 0), text, IMPORTS, definitions_in(text, defined))


def _shared_path(project: Project, paths: Sequence[str]) -> str:
    """Beside the modules that need it: in their package when they have one in common, else where they are imported from."""
    if project.is_package:
        folder = ""
    else:
        roots = {project.import_root(path) for path in paths}
        root = roots.pop() if len(roots) == 1 else ""
        inside = {
            path[len(root) :].lstrip("/").split("/")[0] if "/" in path[len(root) :].lstrip("/") else ""
            for path in paths
        }
        package = inside.pop() if len(inside) == 1 else ""
        folder = "/".join(part for part in (root, package) if part)
        if package and f"{folder}/__init__.py" not in project.files:
            folder = root
    number = 1
    while True:
        name = SHARED_NAME if number == 1 else f"{SHARED_NAME}_{number}"
        stem = f"{folder}/{name}" if folder else name
        if f"{stem}.py" not in project.files and not any(p.startswith(f"{stem}/") for p in project.files):
            return f"{stem}.py"
        number += 1


def _import_of(project: Project, shared: str, path: str) -> str:
    """The module of the import line in `path` that reaches `shared`: relative inside a package."""
    module = PurePosixPath(shared).stem
    folder = PurePosixPath(shared).parent
    if path.endswith(".ipynb"):  # a notebook is in no package
        root = project.import_root(shared)
        parts = PurePosixPath(shared[len(root) :].lstrip("/")).with_suffix("").parts
        return ".".join((project.name, *parts) if project.is_package and project.name else parts)
    if str(folder / "__init__.py") not in project.files:
        return module
    depth = len(PurePosixPath(path).parent.parts) - len(folder.parts)
    return "." * (depth + 1) + module
