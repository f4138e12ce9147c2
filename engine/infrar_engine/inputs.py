"""The record's `inputs`: what went into a build, by path and hash."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from infrar_engine.source.discovery import Discovered


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
