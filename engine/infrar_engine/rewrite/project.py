"""All findings of a project → the new bytes of each file that changes, and the module that they share, if one is needed.

When more than one module needs clients, types or helpers, these go into one generated module beside them, so that there is one
client a process and one class a type; when only one does, it carries its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from infrar_engine.detect.sites import FileFindings
from infrar_engine.detect.values import Evaluator
from infrar_engine.model import Edit
from infrar_engine.rewrite.emission import PHYSICAL, Emission
from infrar_engine.rewrite.file import FileRewriter, SharedNames
from infrar_engine.rewrite.imports import place
from infrar_engine.rewrite.target import Target
from infrar_engine.rewrite.translation import class_key, names_needed
from infrar_engine.source.project import Project
from infrar_engine.source.syntax import Syntax

SHARED_NAME = "cloud_support"


@dataclass(frozen=True)
class Rewritten:
    """`files` are new contents by path, `edits` what was done to each, `generated` the path of the shared module or ""."""

    files: Mapping[str, bytes]
    edits: Mapping[str, tuple[Edit, ...]]
    generated: str = ""
    translated: frozenset[str] = frozenset()


def rewrite_project(
    project: Project,
    findings: Sequence[FileFindings],
    target: Target,
    width: int | None = None,
    *,
    evaluator: Evaluator | None = None,
) -> Rewritten:
    """Rewrite every file that uses the SDK. The findings must be free of errors."""
    evaluator = evaluator or Evaluator(project)
    used = [f for f in findings if f.uses_sdk]
    target = replace(target, translated=translated_capabilities(used, target))
    rewriters = [FileRewriter(f, evaluator, target, width) for f in used]
    needing = [r for r in rewriters if _needs_definitions(r, target)]
    if len(needing) > 1:
        return _shared(project, rewriters, needing, target)
    files: dict[str, bytes] = {}
    edits: dict[str, tuple[Edit, ...]] = {}
    for rewriter in rewriters:
        emission = _own_emission(rewriter, target)
        made = rewriter.rewrite(emission, None, _classes(emission))
        files[rewriter.file.path] = rewriter.file.text.apply(made)
        edits[rewriter.file.path] = tuple(made)
    return Rewritten(files, edits, translated=target.translated)


def translated_capabilities(findings: Sequence[FileFindings], target: Target) -> frozenset[str]:
    """The capabilities whose error classes are used for more than catching somewhere in the project."""
    found: set[str] = set()
    for each in findings:
        modules = [site.module for site in each.errors if not site.handler]
        modules += [k.path[1] for k in each.names if k.keep and len(k.path) == 3 and _is_error(k.path, target)]
        for module in modules:
            found |= set(target.books) if module == "errors" else {module}
    return frozenset(found & set(target.books))


def _is_error(path: tuple[str, ...], target: Target) -> bool:
    if path[1] == "errors":
        return True
    capability = target.catalog.capability(path[1])
    return capability is not None and any(e.name == path[2] for e in capability.errors)


def _needs_definitions(rewriter: FileRewriter, target: Target) -> bool:
    definitions, _ = rewriter.needs()
    uses_classes = any(rewriter.findings.errors) and bool(target.translated)
    return any(definitions.values()) or uses_classes or rewriter.looks_up_names()


def _physical(target: Target) -> dict[str, str]:
    return {logical: given for (_, logical), given in (target.physical or {}).items()}


def _known(rewriter: FileRewriter) -> dict[tuple[str, str], str]:
    return rewriter.known_imports()


def _preferences(rewriter: FileRewriter) -> dict[tuple[str, str], str]:
    return {
        (k.path[1], k.path[2]): k.name
        for k in rewriter.findings.names
        if k.keep and len(k.path) == 3 and k.scope.kind == "module"
    }


def _own_emission(rewriter: FileRewriter, target: Target) -> Emission:
    emission = Emission(rewriter.taken, rewriter.style, True, _known(rewriter), _preferences(rewriter))
    if rewriter.looks_up_names():
        emission.physical = _physical(target)
    _, named = rewriter.needs()
    for capability, names in sorted(named.items()):
        emission.want(target.book(capability), names)
    _translate(emission, target)
    return emission


def _translate(emission: Emission, target: Target) -> None:
    for capability in sorted(target.translated):
        emission.want(target.book(capability), names_needed(target.book(capability)))
    emission.settle()
    if target.translated:
        emission.translate([(target.catalog, target.book(c)) for c in sorted(target.translated)])


def _classes(emission: Emission) -> dict[tuple[str, str], str]:
    """(module, error class) → its name in the module, in translated mode."""
    if emission.translation is None:
        return {}
    found = emission.translation.classes
    return {(key[1].partition(".")[0], key[1].partition(".")[2]): name for key, name in found.items()}


def _shared(project: Project, rewriters: list[FileRewriter], needing: list[FileRewriter], target: Target) -> Rewritten:
    style = needing[0].style
    shared = Emission(lambda name: False, style, False)
    if any(rewriter.looks_up_names() for rewriter in needing):
        shared.physical = _physical(target)
    for rewriter in needing:
        definitions, _ = rewriter.needs()
        for capability, names in sorted(definitions.items()):
            shared.want(target.book(capability), names)
    _translate(shared, target)
    path = _shared_path(project, needing)
    exported = shared.exported()
    files: dict[str, bytes] = {path: _module_text(shared, target).encode()}
    edits: dict[str, tuple[Edit, ...]] = {}
    for rewriter in rewriters:
        emission = Emission(rewriter.taken, rewriter.style, True, _known(rewriter), _preferences(rewriter))
        definitions, named = rewriter.needs()
        for capability, names in sorted(named.items()):
            emission.want_imports(target.book(capability), names - definitions[capability])
        emission.settle()
        for capability, names in sorted(definitions.items()):
            for name in sorted(names):
                emission.borrow((capability, name), exported[(capability, name)])
        if rewriter.looks_up_names():
            emission.borrow(PHYSICAL, exported[PHYSICAL])
        classes: dict[tuple[str, str], str] = {}
        if target.translated:
            for module, name in _classes_named(rewriter, target):
                key = class_key(module, name)
                emission.borrow(key, exported[key])
                classes[(module, name)] = emission.name(*key)
        names_here = SharedNames(_import_of(project, path, rewriter.file.path), exported)
        made = rewriter.rewrite(emission, names_here, classes)
        files[rewriter.file.path] = rewriter.file.text.apply(made)
        edits[rewriter.file.path] = tuple(made)
    return Rewritten(files, edits, path, target.translated)


def _classes_named(rewriter: FileRewriter, target: Target) -> list[tuple[str, str]]:
    named = {(site.module, site.name) for site in rewriter.findings.errors}
    named |= {
        (k.path[1], k.path[2])
        for k in rewriter.findings.names
        if k.keep and len(k.path) == 3 and _is_error(k.path, target)
    }
    return sorted(named)


def _module_text(shared: Emission, target: Target) -> str:
    doc = f'"""What the modules of this application share to use {target.provider}: clients, types and small functions."""\n'
    definitions = shared.text()
    syntax = Syntax(doc.encode(), "")
    edits, _ = place(syntax, [], shared.imports, [], definitions, {})
    out = doc.encode()
    for edit in sorted(edits, reverse=True):
        out = out[: edit.span.start] + edit.text.encode() + out[edit.span.end :]
    return out.decode()


def _shared_path(project: Project, needing: Sequence[FileRewriter]) -> str:
    """Beside the modules that need it: in their package when they have one in common, else where they are imported from."""
    paths = [r.file.path for r in needing]
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
    if str(folder / "__init__.py") not in project.files:
        return module
    depth = len(PurePosixPath(path).parent.parts) - len(folder.parts)
    return "." * (depth + 1) + module
