"""What goes into a build from the source folder: the application's files, and the record's `inputs`, by path and hash."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from infrar_engine.model import Artifact
from infrar_engine.source.discovery import Discovered, content
from infrar_engine.source.requirements import requirements


def with_inputs(record: Mapping[str, object], found: Discovered, configuration: Path | None) -> dict[str, object]:
    return {**record, "inputs": _inputs(found, configuration)}


def _inputs(found: Discovered, configuration: Path | None) -> dict[str, str]:
    """Every file that went in, by path, with the SHA-256 of its content; infrar.yaml shapes a build like any other."""
    read = found.project.files
    hashes = {f.path: read[f.path].digest if f.path in read else _hash(f.absolute.read_bytes()) for f in found.files}
    hashes = hashes or {path: file.digest for path, file in sorted(read.items())}
    if configuration is not None:
        place = os.path.relpath(configuration.resolve(), found.root.resolve()).replace(os.sep, "/")
        hashes[place] = _hash(configuration.read_bytes())
    return dict(sorted(hashes.items()))


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def application(
    found: Discovered, files: Mapping[str, bytes], needed: Sequence[str], *, build: bool, needs_sdk: bool
) -> list[Artifact]:
    """The application's files, rewritten ones among them: in `app/` beside requirements.txt, or where they were."""
    prefix = "app/" if build else ""
    sources = found.project.files
    out = []
    for file in found.files:
        if build and file.path == "requirements.txt":
            continue
        made = files.get(file.path)
        if made is None:
            made = sources[file.path].raw if file.path in sources else content(file.absolute)
        out.append(Artifact(f"{prefix}{file.path}", made, file.mode, file.path))
    known = {file.path for file in found.files}
    if not found.files:  # standard input: what doesn't change comes out as it went in
        out += [
            Artifact(f"{prefix}{path}", file.raw, 0o644, path)
            for path, file in found.project.files.items()
            if path not in files
        ]
    for path, made in sorted(files.items()):
        if path not in known:
            source = path if not found.files else None
            out.append(Artifact(f"{prefix}{path}", made, 0o644, source))
    if build:
        out.append(Artifact("requirements.txt", requirements(found, needed, needs_sdk=needs_sdk)))
    return out
