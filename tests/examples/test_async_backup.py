"""The asynchronous backup program saves a folder and restores it, many files at a time."""

from __future__ import annotations

import os
from pathlib import Path

from infrar import storage
from infrar.testing import local_runtime
from tests.examples.building import EXAMPLES, python

PROGRAM = EXAMPLES / "async_backup.py"
FILES = {"empty": b"", "folder/deeper/ü ß.txt": b"text", **{f"folder/{n:03}.bin": bytes([n]) * n for n in range(100)}}


def test_as_written_on_the_local_runtime(tmp_path: Path) -> None:
    for name, content in FILES.items():
        path = tmp_path / "saved" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    environment = {**os.environ, "INFRAR_HOME": str(tmp_path / "home"), "INFRAR_PROVIDER": "local"}
    for arguments, printed in [(["save", "saved"], "saved 102 files\n"), (["restore", "out"], "restored 102 files\n")]:
        done = python(["-X", "dev", "-W", "error", str(PROGRAM), *arguments], tmp_path, environment)
        assert (done.stdout, done.stderr, done.returncode) == (printed, "", 0)
    restored = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert {path.relative_to(tmp_path / "out").as_posix(): path.read_bytes() for path in restored} == FILES
    with local_runtime(tmp_path / "home"):
        assert len(storage.list_objects("backups", "async/")) == len(FILES)


def test_wrong_usage_says_how(tmp_path: Path) -> None:
    done = python([str(PROGRAM)], tmp_path, os.environ)
    assert (done.returncode, "python async_backup.py save FOLDER" in done.stderr) == (2, True)
