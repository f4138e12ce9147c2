"""A small project, and two ways to run a command: in this process, and as the console script does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from infrar_engine.cli.main import run

APP = """\
from infrar.storage import write

write("reports", "daily/a.txt", b"hello")
"""
NATIVE = """\
import boto3

s3 = boto3.client("s3")

s3.put_object(Bucket="reports", Key="daily/a.txt", Body=b"hello")
"""
BROKEN = """\
from infrar.storage import read

data = read("reports")
"""
CONFIGURATION = """\
project: shop
environments:
  staging: {provider: aws}
  production: {provider: gcp}
"""


@dataclass(frozen=True)
class Outcome:
    """What came of a command."""

    code: int
    out: str
    err: str


class Cli(Protocol):
    def __call__(self, *arguments: str | Path) -> Outcome: ...


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a project `shop` in it."""
    folder = tmp_path / "shop"
    (folder / "data").mkdir(parents=True)
    (folder / "app.py").write_text(APP)
    (folder / "plain.py").write_text("x = 1\n")
    (folder / "data" / "run.sh").write_text("#!/bin/sh\n")
    (folder / "data" / "run.sh").chmod(0o755)
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Iterator[Cli]:
    """Run a command in this process."""
    handler = signal.getsignal(signal.SIGTERM)

    def call(*arguments: str | Path) -> Outcome:
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    yield call
    signal.signal(signal.SIGTERM, handler)


def process(
    *arguments: str | Path, given: bytes = b"", environment: Mapping[str, str] | None = None, **options: object
) -> subprocess.CompletedProcess[bytes]:
    """Run the console script's module in a process of its own."""
    command = [sys.executable, "-m", "infrar_engine.cli.main", *map(str, arguments)]
    variables = {**os.environ, **(environment or {})}
    return subprocess.run(command, input=given, env=variables, capture_output=True, check=False, **options)  # type: ignore[call-overload,no-any-return] # options go through as they are
