"""The backup program saves a folder, lists what is there and restores it: as written, and as native code."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from tests.conformance.clouds import PROVIDERS, cloud
from tests.examples.building import EXAMPLES, python, python_without_sdk, transform

Run = Callable[[Sequence[str], Path, Mapping[str, str]], "subprocess.CompletedProcess[str]"]
FILES = {"a.txt": b"alpha", "empty": b"", "folder/b.bin": bytes(range(256)), "folder/deeper/ü ß.txt": b"text"}
LISTED = """\
         5  a.txt
         0  empty
       256  folder/b.bin
         4  folder/deeper/ü ß.txt
"""


def test_as_written_on_the_local_runtime(tmp_path: Path) -> None:
    environment = {**os.environ, "INFRAR_HOME": str(tmp_path / "home"), "INFRAR_PROVIDER": "local"}
    backs_up_and_restores(EXAMPLES / "backup.py", tmp_path, environment, python)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_as_native_code(provider: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    where = cloud(provider, request)
    program = tmp_path / "backup.py"
    bucket = f"backups-{provider}"
    program.write_text((EXAMPLES / "backup.py").read_text("utf-8").replace('"backups"', f'"{bucket}"'), "utf-8")
    where.create("storage", bucket)
    backs_up_and_restores(transform(program, tmp_path / "out", where), tmp_path, where.environment, python_without_sdk)


def backs_up_and_restores(program: Path, folder: Path, environment: Mapping[str, str], run: Run) -> None:
    """The program's three commands, one process each."""
    environment = {**environment, "PYTHONIOENCODING": "utf-8"}
    for name, content in FILES.items():
        path = folder / "saved" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for arguments, printed in [
        (["save", "saved"], "saved 4 files\n"),
        (["list"], LISTED),
        (["restore", "restored"], "restored 4 files\n"),
    ]:
        done = run([str(program), *arguments], folder, environment)
        assert (done.stdout, done.returncode) == (printed, 0), done.stderr
    restored = {p.relative_to(folder / "restored").as_posix(): p.read_bytes() for p in files(folder / "restored")}
    assert restored == FILES
    done = run([str(program)], folder, environment)
    assert (done.returncode, "python backup.py save FOLDER" in done.stderr) == (2, True)


def files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]
