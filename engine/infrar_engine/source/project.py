"""The files of a project, which of them matter, and which module an import in one of them means.

A file is read once; it is decoded and parsed only when a stage asks. Nothing of the user's is imported or executed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from infrar_engine.model import Span
from infrar_engine.source.text import SourceText, read_text

if TYPE_CHECKING:
    from infrar_engine.source.ipython import Magic
    from infrar_engine.source.syntax import Syntax

SCRIPT = b"__main__"  # which a file that is run by itself has


_NOTEBOOK = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"(?:cells|metadata|nbformat|nbformat_minor|worksheets)"\s*:')


@dataclass(eq=False)
class SourceFile:
    """One Python file. `path` is relative to the project, with forward slashes.

    `consulted` says whether anything asked what the file says; `raw` and `searched` are for those who don't, or who keep an
    account of their own (`Searches`), so that a build knows which files it depends on.
    """

    path: str
    raw: bytes
    consulted: bool = field(default=False, init=False)

    @property
    def data(self) -> bytes:
        self.consulted = True
        return self.raw

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the bytes, in hexadecimal."""
        return sha256(self.raw).hexdigest()

    @cached_property
    def text(self) -> SourceText:
        return read_text(self.data)

    @cached_property
    def syntax(self) -> Syntax:
        from infrar_engine.source.syntax import Syntax

        return Syntax(self.text.analysed, self.path)

    @property
    def code(self) -> bytes:
        """The bytes to search for names: the file's own; a notebook's are those of its code."""
        return self.data

    @property
    def searched(self) -> bytes:
        """The same, for a search through all files."""
        return self.code if self.is_notebook else self.raw

    @property
    def magics(self) -> tuple[tuple[Span, Magic], ...]:
        """What stands in the code of a notebook and isn't Python, each with the bytes that stand in for it."""
        return ()

    @property
    def is_stub(self) -> bool:
        return self.path.endswith(".pyi")

    @property
    def is_notebook(self) -> bool:
        return self.path.endswith(".ipynb")

    @property
    def is_package(self) -> bool:
        return PurePosixPath(self.path).name == "__init__.py"


def is_notebook(data: bytes) -> bool:
    """Whether a text without a name is a notebook: an object of JSON whose first key is one of a notebook's."""
    return _NOTEBOOK.match(data) is not None


def source_file(path: str, data: bytes) -> SourceFile:
    """The file as what its name says it is."""
    if not path.endswith(".ipynb"):
        return SourceFile(path, data)
    from infrar_engine.source.notebook import NotebookFile

    return NotebookFile(path, data)


@dataclass(eq=False)
class Searches:
    """The words that all files were searched for: `names` anywhere, `imported` in import statements."""

    names: set[bytes] = field(default_factory=set)
    imported: set[bytes] = field(default_factory=set)


@dataclass(eq=False)
class Project:
    """`files` are the Python files by path; `name` is the root folder's own name, for a root that is itself a package."""

    files: Mapping[str, SourceFile]
    name: str = ""
    searches: Searches = field(default_factory=Searches)
    _roots: dict[str, str] = field(default_factory=dict)

    def import_root(self, path: str) -> str:
        """The folder ("" is the project's root) from which the module at `path` is imported: above its outermost package."""
        folder = str(PurePosixPath(path).parent)
        folder = "" if folder == "." else folder
        known = self._roots.get(folder)
        if known is None:
            known = self._roots[folder] = self._find_root(folder)
        return known

    def _find_root(self, folder: str) -> str:
        current = folder
        while current and f"{current}/__init__.py" in self.files:
            current = _parent(current)
        if current == folder and folder:  # no package: a script's folder, or a namespace package below a root
            top = folder.split("/", maxsplit=1)[0]
            return "src" if top == "src" else (folder if self._holds_script(folder) else "")
        return current

    def _holds_script(self, folder: str) -> bool:
        prefix = f"{folder}/"
        inside = (f for p, f in self.files.items() if p.startswith(prefix) and "/" not in p[len(prefix) :])
        return any(f.is_notebook or SCRIPT in f.searched for f in inside)

    @property
    def is_package(self) -> bool:
        return "__init__.py" in self.files

    def resolve(self, importer: str, module: str, level: int) -> SourceFile | None:
        """The project's own file that `module` means in `importer`, if it is one of the project's."""
        if level:
            base = str(PurePosixPath(importer).parent)
            base = "" if base == "." else base
            for _ in range(level - 1):
                if not base:
                    return None
                base = _parent(base)
            return self._module_file(base, module)
        if self.is_package and self.name and (module == self.name or module.startswith(self.name + ".")):
            return self._module_file("", module[len(self.name) + 1 :])
        own = str(PurePosixPath(importer).parent)
        for root in dict.fromkeys((self.import_root(importer), "" if own == "." else own, "", "src")):
            found = self._module_file(root, module)
            if found is not None:
                return found
        return None

    def dotted_names(self, path: str) -> tuple[str, ...]:
        """The names by which a module may be imported: from the project's root, and from its own import root."""
        stem = path.removesuffix(".py").removesuffix("/__init__")
        root = self.import_root(path)
        names = [stem, stem.removeprefix(f"{root}/"), stem.removeprefix("src/")]
        if self.is_package and self.name:
            names.append(self.name if stem == "__init__" else f"{self.name}/{stem}")
        return tuple(dict.fromkeys(name.replace("/", ".") for name in names))

    def _module_file(self, base: str, module: str) -> SourceFile | None:
        stem = "/".join(part for part in (base, *module.split(".")) if part)
        candidates = (
            (f"{stem}.py", f"{stem}/__init__.py") if module else (f"{stem}/__init__.py" if stem else "__init__.py",)
        )
        return next((self.files[c] for c in candidates if c in self.files), None)


def _parent(folder: str) -> str:
    return folder.rpartition("/")[0]
