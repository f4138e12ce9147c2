"""The files of `.infrar_cache/`: read and written so that nothing they do can fail a command.

An entry begins with the hash of what follows. It is written beside its place and renamed, so that a reader sees a whole one or
none, whatever else runs; a hash that doesn't fit is an entry that isn't there.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from hashlib import sha256
from pathlib import Path

FOLDER = ".infrar_cache"
_ENTRIES, _BYTES = 32, 64_000_000  # more, or larger together, and the oldest go
_OURS = re.compile(r"[0-9a-f]{40}|\.new-\w+")
_TAG = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# This folder was made by infrar to save time. It can be deleted whenever you like.\n"
)


class Entries:
    """The entries below a project's folder."""

    def __init__(self, project: Path) -> None:
        self._folder = project / FOLDER

    def get(self, key: str) -> str | None:
        try:
            content = (self._folder / key).read_bytes()
        except OSError:
            return None
        mark, _, text = content.partition(b"\n")
        return text.decode("utf-8", "replace") if mark == sha256(text).hexdigest().encode() else None

    def put(self, key: str, text: str) -> None:
        """Keep a text; a full disk or a folder that can't be written keeps nothing."""
        content = text.encode("utf-8", "backslashreplace")
        with contextlib.suppress(OSError):
            self._make()
            self._write(key, sha256(content).hexdigest().encode() + b"\n" + content)
            self._prune(key)

    def _make(self) -> None:
        if not self._folder.is_dir() or self._folder.is_symlink():  # never into a folder that a link leads to
            self._folder.mkdir()
        for name, text in (("CACHEDIR.TAG", _TAG), (".gitignore", "*\n")):
            if not (self._folder / name).exists():
                self._write(name, text.encode())

    def _write(self, name: str, content: bytes) -> None:
        descriptor, beside = tempfile.mkstemp(dir=self._folder, prefix=".new-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            Path(beside).replace(self._folder / name)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise

    def _prune(self, newest: str) -> None:
        """Remove the oldest entries beyond what a cache may hold, and what killed processes left."""
        found = []
        for entry in os.scandir(self._folder):
            if _OURS.fullmatch(entry.name) and entry.name != newest and entry.is_file(follow_symlinks=False):
                found.append((entry.stat().st_mtime_ns, entry.stat().st_size, entry.path))
        held = 0
        for number, (_, size, path) in enumerate(sorted(found, reverse=True), start=2):
            held += size
            if number > _ENTRIES or held > _BYTES:
                Path(path).unlink(missing_ok=True)
