"""The asynchronous backup program saves a folder and restores it, many files at a time: as written, and as native code."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from infrar import storage
from infrar.testing import local_runtime
from tests.conformance.clouds import cloud
from tests.examples.building import EXAMPLES, python, python_without_sdk, transform

Run = Callable[[Sequence[str], Path, Mapping[str, str]], "subprocess.CompletedProcess[str]"]
PROGRAM = EXAMPLES / "async_backup.py"
FILES = {"empty": b"", "folder/deeper/ü ß.txt": b"text", **{f"folder/{n:03}.bin": bytes([n]) * n for n in range(100)}}


def test_as_written_on_the_local_runtime(tmp_path: Path) -> None:
    environment = {**os.environ, "INFRAR_HOME": str(tmp_path / "home"), "INFRAR_PROVIDER": "local"}
    saves_and_restores(PROGRAM, tmp_path, {**environment, "PYTHONWARNINGS": "error", "PYTHONDEVMODE": "1"}, python)
    with local_runtime(tmp_path / "home"):
        assert len(storage.list_objects("backups", "async/")) == len(FILES)


@pytest.mark.parametrize("provider", ["aws", "gcp", "azure"])
def test_as_native_code(provider: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    where = cloud(provider, request)
    program = tmp_path / "async_backup.py"
    bucket = f"async-backups-{provider}"
    program.write_text(PROGRAM.read_text("utf-8").replace('"backups"', f'"{bucket}"'), "utf-8")
    where.create("storage", bucket)
    native = transform(program, tmp_path / "native", where)
    saves_and_restores(
        native, tmp_path, {**where.environment, "PYTHONWARNINGS": "error::ResourceWarning"}, python_without_sdk
    )


def saves_and_restores(program: Path, folder: Path, environment: Mapping[str, str], run: Run) -> None:
    for name, content in FILES.items():
        path = folder / "saved" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for arguments, printed in [(["save", "saved"], "saved 102 files\n"), (["restore", "out"], "restored 102 files\n")]:
        done = run([str(program), *arguments], folder, environment)
        assert (done.stdout, done.stderr, done.returncode) == (printed, "", 0)
    restored = [path for path in (folder / "out").rglob("*") if path.is_file()]
    assert {path.relative_to(folder / "out").as_posix(): path.read_bytes() for path in restored} == FILES


def test_wrong_usage_says_how(tmp_path: Path) -> None:
    done = python([str(PROGRAM)], tmp_path, os.environ)
    assert (done.returncode, "python async_backup.py save FOLDER" in done.stderr) == (2, True)
