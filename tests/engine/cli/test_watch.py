"""`infrar watch` on real file events: each test changes files and waits for what the command says."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PATIENCE = 60
GOOD = 'from infrar.storage import read\n\nprint(read("reports", "a"))\n'
Watching = Callable[..., "Process"]


class Process:
    """A running `infrar watch`, and what it says, line by line, on both streams."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "infrar_engine.cli.main", "watch", ".", "-o", "out", *arguments],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "NO_COLOR": "1"},
        )
        self._lines: queue.Queue[str | None] = queue.Queue()  # None is the end
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line.rstrip("\n"))
        self._lines.put(None)

    def until(self, text: str) -> list[str]:
        """The lines up to the one that holds a text, without the time of day."""
        said: list[str] = []
        while not said or text not in said[-1]:
            line = self._lines.get(timeout=PATIENCE)
            if line is None:
                pytest.fail(f"it ended without saying {text!r}: {said}")
            said.append(line[9:] if line[2:3] == line[5:6] == ":" else line)
        return said

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        self._process.send_signal(how)
        return self._process.wait(PATIENCE)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "app.py").write_text(GOOD, "utf-8")
    return tmp_path / "shop"


@pytest.fixture
def watching(project: Path) -> Iterator[Watching]:
    started: list[Process] = []

    def start(*arguments: str) -> Process:
        started.append(Process(project, *arguments))
        return started[-1]

    yield start
    for process in started:
        process.stop()


def save(path: Path, text: str) -> None:
    """As editors do it: the file is never half there, however slow the machine is."""
    beside = path.parents[1] / f"{path.name}.new"
    beside.write_text(text, "utf-8")
    beside.replace(path)


def native(project: Path) -> str:
    return (project / "out" / "app" / "app.py").read_text("utf-8")


def test_it_builds_at_once_and_after_each_save(project: Path, watching: Watching) -> None:
    process = watching("-p", "aws")
    assert process.until("built")[0].startswith("built out: ")
    save(project / "app.py", GOOD.replace('"a"', '"b"'))
    process.until("built")
    assert 'Key="b"' in native(project)
    save(project / "helpers.py", "x = 1\n")
    process.until("built")
    assert (project / "out" / "app" / "helpers.py").exists()
    (project / "helpers.py").unlink()
    assert "1 removed" in process.until("built")[-1]
    assert process.stop() == 130


def test_an_error_is_told_once_and_the_last_good_build_stays(project: Path, watching: Watching) -> None:
    process = watching("-p", "aws")
    process.until("built")
    good = native(project)
    save(project / "app.py", "from infrar.storage import read\n\nread('reports'\n")
    said = process.until("1 error")
    assert said[0].startswith("error[INF102]")
    assert said[-1] == "1 error; out holds the last good build"
    assert native(project) == good
    save(project / "app.py", GOOD + "read('reports')\n")
    said = process.until("1 error")
    assert [line for line in said if line.startswith("error")] == [
        'error[INF202]: this call of storage.read is missing "path"'
    ]
    assert any(line.startswith("solved: INF102 in app.py") for line in said)
    save(project / "app.py", "# moved\n" + GOOD + "read('reports')\n\nx = 1\n")
    assert process.until("1 error") == ["1 error; out holds the last good build"]
    save(project / "app.py", GOOD)
    assert any(line.startswith("solved: INF202 in app.py") for line in process.until("solved"))


def test_the_configuration_and_the_environment_may_change(project: Path, watching: Watching) -> None:
    configuration = project / "infrar.yaml"
    save(configuration, "project: shop\nenvironments:\n  test: {provider: aws, naming: 'one-{name}'}\n")
    process = watching("-e", "test")
    process.until("built")
    assert "one-reports" in native(project)
    save(configuration, "project: shop\nenvironments:\n  test: {provider: aws, nameing: 'x'}\n")
    assert "nameing" in process.until("1 error")[0]
    save(configuration, "project: shop\nenvironments:\n  test: {provider: aws, naming: 'two-{name}'}\n")
    process.until("built")
    assert "two-reports" in native(project)


def test_what_is_ignored_or_written_by_the_build_starts_nothing(project: Path, watching: Watching) -> None:
    save(project / ".gitignore", "out/\n*.log\n")
    process = watching("-p", "aws")
    process.until("built")
    save(project / "noise.log", "1\n")
    (project / "__pycache__").mkdir()
    (project / "__pycache__" / "app.cpython-311.pyc").write_bytes(b"")
    save(project / "app.py", GOOD + "print()\n")
    assert len(process.until("built")) == 1


def test_an_output_that_is_refused_ends_it(project: Path) -> None:
    (project / "out").mkdir()
    (project / "out" / "mine.txt").write_text("mine", "utf-8")
    process = Process(project, "-p", "aws")
    assert "out" in process.until("error")[0]
    assert process._process.wait(PATIENCE) == 2
    assert (project / "out" / "mine.txt").read_text("utf-8") == "mine"


def test_a_signal_ends_it_as_it_ends_every_command(watching: Watching) -> None:
    process = watching("-p", "aws")
    process.until("built")
    assert process.stop(signal.SIGTERM) == 143
