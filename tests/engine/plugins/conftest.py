"""A small provider to break: the one that `infrar providers new` writes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from infrar_engine.artifacts import write_new
from infrar_engine.plugins.starting import starter


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A provider folder `cloud` (with the id `cloud`) in the working directory."""
    monkeypatch.chdir(tmp_path)
    write_new(tmp_path / "cloud", starter("cloud"))
    return tmp_path / "cloud"


@pytest.fixture
def change(folder: Path) -> Callable[[str, str, str], None]:
    """Replace a text in a file of the folder; it must be there, once."""

    def replace(path: str, old: str, new: str) -> None:
        file = folder / path
        text = file.read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {path}"
        file.write_text(text.replace(old, new), "utf-8")

    return replace
