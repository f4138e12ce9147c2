"""Stand-ins for the command, the real one with no network, and `infrar check` as people call it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from infrar_engine.cli.main import run
from infrar_engine.deploy import Runner

if TYPE_CHECKING:
    from tests.kit.terraform import Terraform

APP = """\
from infrar.storage import write

write("reports", "daily/a.txt", b"hello")
"""


class Outcome(NamedTuple):
    """What came of a command."""

    code: int
    out: str
    err: str


@pytest.fixture
def command(tmp_path: Path) -> Callable[[str, str], Runner]:
    """`command("tofu", script)`: a shell script under that name, in the folder `bin`."""

    def write(name: str, script: str) -> Runner:
        path = tmp_path / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return Runner(str(path))

    return write


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in the current folder, and nobody's settings of the command."""
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / "temporary").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    for name in [name for name in os.environ if name.startswith(("TF_", "INFRAR_"))]:
        monkeypatch.delenv(name)
    return tmp_path


@pytest.fixture
def use(project: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Terraform], None]:
    """Make a CLI of the test kit the one that the user has."""

    def become(cli: Terraform) -> None:
        monkeypatch.setenv("INFRAR_TOFU", cli.binary)
        for name, value in cli.environment.items():
            if name.startswith(("TF_", "CHECKPOINT_")):
                monkeypatch.setenv(name, value)

    return become


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[..., Outcome]]:
    """`infrar check . --infra` with more arguments."""
    handler = signal.getsignal(signal.SIGTERM)

    def call(*arguments: str | Path) -> Outcome:
        code = run(["check", ".", "--infra", *map(str, arguments)])
        return Outcome(code, *capsys.readouterr())

    yield call
    signal.signal(signal.SIGTERM, handler)
