"""Reading inside one provider folder, and nowhere else.

In: paths relative to the folder. Out: bytes and text. No absolute path, no `..`, and no symbolic link leads outside,
so a template can't read a file that its plugin doesn't ship.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from infrar_engine.plugins.errors import Finding, PluginError


@dataclass(frozen=True, slots=True)
class Folder:
    """`root` is absolute and resolved; `shown` is how messages name it."""

    root: Path
    shown: str

    @classmethod
    def at(cls, path: Path) -> Folder:
        root = path.resolve()
        try:
            shown = root.relative_to(Path.cwd()).as_posix()
        except (ValueError, FileNotFoundError):  # elsewhere, or the working directory is gone
            shown = root.as_posix()
        return cls(root, shown)

    def show(self, path: str) -> str:
        """`path` as messages name it."""
        return path if self.shown == "." else f"{self.shown}/{path}"

    def has(self, path: str) -> bool:
        return self._inside(path).is_file()

    def data(self, path: str) -> bytes:
        place = self._inside(path)
        try:
            return place.read_bytes()
        except FileNotFoundError:
            raise self._refused(path, "is missing") from None
        except OSError as error:
            raise self._refused(path, f"cannot be read: {error.strerror}") from error

    def text(self, path: str) -> str:
        try:
            return self.data(path).decode("utf-8")
        except UnicodeDecodeError as error:
            raise self._refused(path, "is not UTF-8 text") from error

    def files(self, pattern: str) -> tuple[str, ...]:
        """Files that match a glob relative to the root, sorted; hidden ones are left out."""
        found = (each.relative_to(self.root).as_posix() for each in self.root.glob(pattern) if each.is_file())
        return tuple(sorted(path for path in found if not any(part.startswith(".") for part in path.split("/"))))

    def _inside(self, path: str) -> Path:
        parts = PurePosixPath(path)
        if parts.is_absolute() or ".." in parts.parts or "\\" in path or "\0" in path:
            raise self._refused(path, "is not a path inside the provider folder")
        place = self.root / parts
        if not os.path.realpath(place).startswith(f"{self.root}{os.sep}"):
            raise self._refused(path, "leads outside the provider folder")
        return place

    def _refused(self, path: str, message: str) -> PluginError:
        return PluginError([Finding(self.show(path), 0, "", message)])
