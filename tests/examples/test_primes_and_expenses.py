"""A program with a cache and one with a database: as written, and as native code on real servers."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from tests.conformance.clouds import PROVIDERS, cloud
from tests.examples.building import EXAMPLES, python, python_without_sdk, transform

Run = Callable[[Sequence[str], Path, Mapping[str, str]], "subprocess.CompletedProcess[str]"]

# what follows the program's name, what it prints, its exit code, and the beginning of what it says otherwise
COMMANDS: dict[str, list[tuple[list[str], str, int, str]]] = {
    "primes": [
        (["10", "1000", "0"], "4 primes below 10\n168 primes below 1000\n0 primes below 0\n", 0, ""),
        (["1000"], "168 primes below 1000 (remembered)\n", 0, ""),
        (["--statistics"], "1 of 4 answers were known\n", 0, ""),
    ],
    "expenses": [
        (["add", "12.50", "coffee"], "", 0, ""),
        (["move", "2.5", "coffee", "Äpfel"], "", 0, ""),
        (["move", "1", "coffee", ""], "", 1, "a category has a name"),
        (["report"], "       10.00  coffee\n        2.50  Äpfel\n", 0, ""),
    ],
}
RESOURCES = {"primes": ("cache", "answers"), "expenses": ("sql", "expenses")}


@pytest.mark.parametrize("example", COMMANDS)
def test_as_written_on_the_local_runtime(example: str, tmp_path: Path) -> None:
    environment = {**os.environ, "INFRAR_HOME": str(tmp_path / "home"), "INFRAR_PROVIDER": "local"}
    does_what_it_says(EXAMPLES / f"{example}.py", example, tmp_path, environment, python)


@pytest.mark.parametrize("example", COMMANDS)
@pytest.mark.parametrize("provider", [each for each in PROVIDERS if each != "acme"])
def test_as_native_code(provider: str, example: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    where = cloud(provider, request)
    where.create(*RESOURCES[example], f"{provider}-{example}")
    program = transform(EXAMPLES / f"{example}.py", tmp_path / "out", where)
    does_what_it_says(program, example, tmp_path, where.environment, python_without_sdk)


def does_what_it_says(program: Path, example: str, folder: Path, environment: Mapping[str, str], run: Run) -> None:
    environment = {**environment, "PYTHONIOENCODING": "utf-8", "AWS_DEFAULT_REGION": "eu-central-1"}
    for arguments, printed, code, said in COMMANDS[example]:
        done = run([str(program), *arguments], folder, environment)
        assert (done.stdout, done.returncode) == (printed, code), done.stderr
        assert done.stderr.startswith(said)


def test_without_postgresql_the_reason_is_said(tmp_path: Path) -> None:
    environment = {**os.environ, "INFRAR_HOME": str(tmp_path), "INFRAR_DATABASE_URL": "postgresql://127.0.0.1:1/x"}
    done = python([str(EXAMPLES / "expenses.py"), "report"], tmp_path, environment)
    assert done.returncode == 1
    assert done.stderr.startswith("the book can't be opened now: local runtime: connection failed")
