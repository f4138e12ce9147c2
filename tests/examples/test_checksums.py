"""The workers of checksums share what is queued: as written, and as native code."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import pytest

from infrar import queue
from infrar.testing import local_runtime, pass_time
from tests.conformance.clouds import cloud
from tests.examples.building import EXAMPLES, build, python, python_without_sdk

Run = Callable[[Sequence[str], Path, Mapping[str, str]], "subprocess.CompletedProcess[str]"]
PROGRAM = EXAMPLES / "checksums.py"


def test_as_written_on_the_local_runtime(tmp_path: Path) -> None:
    with local_runtime(tmp_path / "home"):
        adds_and_works(PROGRAM, tmp_path, os.environ, python)
        assert queue.receive("checksums") == []
        pass_time(61)
        assert [message.body.decode() for message in queue.receive("checksums")] == [str(tmp_path / "missing")]


@pytest.mark.parametrize("provider", ["aws", "gcp", "azure"])
def test_as_native_code(provider: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    where = cloud(provider, request)
    source = tmp_path / "source"
    source.mkdir()
    (source / "checksums.py").write_text(PROGRAM.read_text("utf-8"), "utf-8")
    build(source, tmp_path / "out", where)
    adds_and_works(tmp_path / "out" / "app" / "checksums.py", tmp_path, where.environment, python_without_sdk)


def adds_and_works(program: Path, folder: Path, environment: Mapping[str, str], run: Run) -> None:
    names = [f"{number}.bin" for number in range(11)]
    for name in names:
        (folder / name).write_bytes(name.encode())
    added = run([str(program), "add", *names, "missing"], folder, environment)
    assert (added.stdout, added.stderr, added.returncode) == ("", "", 0)
    done = run([str(program), "work"], folder, environment)
    assert (done.stderr, done.returncode) == (f"{folder / 'missing'}: No such file or directory\n", 0)
    expected = [f"{sha256(name.encode()).hexdigest()} {folder / name}" for name in names]
    assert sorted(done.stdout.splitlines()) == sorted(expected)


def test_wrong_usage_says_how(tmp_path: Path) -> None:
    done = python([str(PROGRAM), "add"], tmp_path, os.environ)
    assert (done.returncode, "python checksums.py add FILE..." in done.stderr) == (1, True)
