"""A path on disk → the files of the project there: what git would track, never what is ignored, cached, or built.

Honours `.gitignore` files at every level. Reads file contents once; nothing is executed.
"""

from __future__ import annotations

import os
import re
import stat
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from infrar_engine.model import Diagnostic, Severity, SourceLocation
from infrar_engine.source.project import Project, SourceFile, is_notebook, source_file

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

BUILD_RECORD = "infrar-build.json"
_IGNORED_FOLDERS = frozenset(
    {".git", ".hg", ".svn", "__pycache__", ".infrar", ".infrar_cache", ".mypy_cache", ".pytest_cache", ".ruff_cache"}
    | {".tox", ".nox", ".terraform", ".hypothesis", ".ipynb_checkpoints"}
)
_IGNORED_FILES = frozenset({".DS_Store", "infrar.yaml"})
_IGNORED_ENDINGS = (".pyc", ".pyo")
_DEEPEST = 200  # folders in folders; more is a loop of mounts, or nobody's work
_PYTHON = (".py", ".pyi", ".pyw", ".ipynb")


@dataclass(frozen=True)
class FoundFile:
    """A file to carry over. `path` is relative to the project, with forward slashes."""

    path: str
    absolute: Path
    mode: int


@dataclass(frozen=True)
class Discovered:
    """The project at a path: all its files, the Python ones read, and what could not be."""

    root: Path
    files: tuple[FoundFile, ...]
    project: Project
    selected: tuple[str, ...]  # the files that were asked for: one, or all
    diagnostics: tuple[Diagnostic, ...] = ()


def discover(
    path: Path, *, include: Sequence[str] = (), exclude: Sequence[str] = (), output: Path | None = None
) -> Discovered:
    """The project in the folder `path`, or the one file `path` with its siblings in sight."""
    single = not path.is_dir()
    root = path.parent if single else path
    walker = _Walker(root, include, exclude, output.resolve() if output is not None else None)
    if single:
        found = [FoundFile(path.name, path, stat.S_IMODE(path.stat().st_mode)), *_siblings(path)]
    else:
        found = sorted(walker.walk(), key=lambda file: file.path)
    sources: dict[str, SourceFile] = {}
    for file in found:
        if not file.path.endswith(_PYTHON):
            continue
        try:
            sources[file.path] = source_file(file.path, content(file.absolute))
        except OSError as error:
            walker.report(file.path, f"can't be read: {error.strerror or error}", "make it readable, or ignore it")
    project = Project(sources, root.resolve().name)
    selected = (path.name,) if single else tuple(file.path for file in found)
    kept = [file for file in found if file.path in selected]
    return Discovered(root, tuple(kept), project, selected, tuple(walker.diagnostics))


def content(path: Path) -> bytes:
    """A file's bytes, without the buffers that make reading a small file twice as slow."""
    with path.open("rb", buffering=0) as file:
        return file.read()


def _siblings(path: Path) -> list[FoundFile]:
    """The modules beside a file that it may import: those that it names."""
    try:
        data = path.read_bytes()
    except OSError:
        return []  # reported when the file itself is read
    beside = sorted(path.parent.glob("*.py"))
    return [FoundFile(f.name, f, 0o644) for f in beside if f != path and os.fsencode(f.stem) in data and f.is_file()]


def is_never_source(name: str) -> bool:
    """Whether a file or folder of this name is never part of a project, whatever .gitignore says."""
    return name in _IGNORED_FOLDERS or name == ".DS_Store" or name.endswith((*_IGNORED_ENDINGS, ".egg-info"))


def from_text(data: bytes, name: str) -> Discovered:
    """A project of one text, as it comes from standard input: a program, or a notebook."""
    name = f"{name}.ipynb" if is_notebook(data) and not name.endswith(".ipynb") else name
    return Discovered(Path(), (), Project({name: source_file(name, data)}), (name,))


class _Walker:
    def __init__(self, root: Path, include: Sequence[str], exclude: Sequence[str], output: Path | None) -> None:
        self.root = root
        self.output = output
        self.diagnostics: list[Diagnostic] = []
        self._include = _spec(include) if include else None
        self._exclude = _spec(exclude) if exclude else None

    def report(self, path: str, message: str, hint: str) -> None:
        location = SourceLocation(path, 1, 1, 1, 1)
        self.diagnostics.append(Diagnostic("INF101", Severity.ERROR, f"{path} {message}", location, hint))

    def walk(self) -> Iterator[FoundFile]:
        root = self.root.resolve()
        yield from self._folder(self.root, "", [], (root, *root.parents))

    def _folder(
        self, folder: Path, prefix: str, ignores: list[tuple[str, GitIgnoreSpec]], above: tuple[Path, ...]
    ) -> Iterator[FoundFile]:
        if prefix.count("/") > _DEEPEST:
            self.report(prefix, f"lies more than {_DEEPEST} folders deep", "name it in .gitignore, or move it up")
            return
        try:
            with os.scandir(folder) as listed:
                entries = sorted(listed, key=lambda entry: entry.name)
        except OSError as error:
            self.report(prefix or ".", f"can't be listed: {error.strerror or error}", "make it readable, or ignore it")
            return
        names = {entry.name for entry in entries}
        if "pyvenv.cfg" in names or (prefix and BUILD_RECORD in names):
            return
        if ".gitignore" in names and (folder / ".gitignore").is_file():
            lines = (folder / ".gitignore").read_text("utf-8", "replace").splitlines()
            ignores = [*ignores, (prefix, _spec([line for line in lines if not bad_pattern(line)]))]
        for entry in entries:
            path = f"{prefix}{entry.name}"
            try:
                yield from self._entry(entry, path, ignores, above)
            except OSError as error:
                reason = (
                    "is a symbolic link that leads nowhere or to itself"
                    if entry.is_symlink()
                    else f"can't be read: {error.strerror}"
                )
                if not _ignored(path, ignores):
                    self.report(path, reason, "remove it, or name it in .gitignore")

    def _entry(
        self, entry: os.DirEntry[str], path: str, ignores: list[tuple[str, GitIgnoreSpec]], above: tuple[Path, ...]
    ) -> Iterator[FoundFile]:
        mode = entry.stat().st_mode
        if stat.S_ISDIR(mode):
            if entry.name in _IGNORED_FOLDERS or entry.name.endswith(".egg-info") or _ignored(f"{path}/", ignores):
                return
            if self._exclude is not None and self._exclude.match_file(f"{path}/"):
                return
            real = Path(entry.path).resolve()
            if real == self.output:
                return
            if real in above:
                self.report(path, "is a symbolic link to a folder that holds it", "remove it, or name it in .gitignore")
                return
            yield from self._folder(Path(entry.path), f"{path}/", ignores, (real, *above))
            return
        if not stat.S_ISREG(mode) or entry.name in _IGNORED_FILES or entry.name.endswith(_IGNORED_ENDINGS):
            return
        if _ignored(path, ignores) or (self._exclude is not None and self._exclude.match_file(path)):
            return
        if self._include is not None and not self._include.match_file(path):
            return
        yield FoundFile(path, Path(entry.path), stat.S_IMODE(mode))


def _ignored(path: str, ignores: Sequence[tuple[str, GitIgnoreSpec]]) -> bool:
    """The innermost .gitignore that says anything decides."""
    for prefix, spec in reversed(ignores):
        verdict = spec.check_file(path[len(prefix) :]).include
        if verdict is not None:
            return verdict
    return False


def bad_pattern(line: str) -> bool:
    """Whether a line has no meaning in .gitignore; git passes it over."""
    try:
        _spec([line])
    except (ValueError, re.error):
        return True
    return False


def _spec(lines: Sequence[str]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # of `re`, for classes as [[:space:]]
        return GitIgnoreSpec.from_lines(lines)
