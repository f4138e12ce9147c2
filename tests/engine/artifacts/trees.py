"""Folders as values, for tests to compare: path → text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from infrar_engine.model import Artifact

RECORD: Mapping[str, object] = {"version": 1, "project": "shop", "provider": "aws"}
TOOLS = {
    "infra/terraform.tfstate": "state",
    "infra/.terraform.lock.hcl": "lock",
    "infra/.terraform/x/provider": "binary",
}


def artifacts(files: Mapping[str, str]) -> list[Artifact]:
    return [Artifact(path, text.encode()) for path, text in files.items()]


def fill(folder: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)


def tree(folder: Path) -> dict[str, str]:
    """All files below a folder, except the record; a link reads `-> target`, an empty folder ends with a slash."""
    found: dict[str, str] = {}
    for place in sorted(folder.rglob("*")):
        path = place.relative_to(folder).as_posix()
        if path == "infrar-build.json":
            continue
        if place.is_symlink():
            found[path] = f"-> {place.readlink()}"
        elif place.is_dir():
            if not any(place.iterdir()):
                found[f"{path}/"] = ""
        else:
            found[path] = place.read_text()
    return found
