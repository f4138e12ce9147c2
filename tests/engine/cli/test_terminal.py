"""What people see who look at a terminal while a command runs."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from infrar_engine.cli import progress as progress_module
from infrar_engine.cli.progress import progress


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def on_a_terminal(*arguments: str | Path, **environment: str) -> str:
    """Run a command with a terminal for its output; what it shows."""
    keyboard, screen = pty.openpty()
    variables = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    variables |= {"TERM": "xterm", "COLUMNS": "100", **environment}
    command = [sys.executable, "-m", "infrar_engine.cli.main", *map(str, arguments)]
    child = subprocess.Popen(command, stdin=screen, stdout=screen, stderr=screen, env=variables)
    os.close(screen)
    shown = b""
    try:
        while chunk := os.read(keyboard, 65536):
            shown += chunk
    except OSError:  # how Linux says that nobody has the terminal open any more
        pass
    finally:
        os.close(keyboard)
        child.wait()
    return shown.decode().replace("\r\n", "\n")


def test_tables_and_pages_are_drawn_on_a_terminal(project: Path) -> None:
    shown = on_a_terminal("scan", project, "-p", "aws")
    assert "\x1b[1moperation" in shown
    assert "storage.write  reports   shop/app.py:3:1" in shown

    assert "```" not in on_a_terminal("explain", "INF202")


def test_no_color_keeps_the_table_and_drops_the_colours(project: Path) -> None:
    shown = on_a_terminal("build", project, "-p", "aws", "-o", "out", NO_COLOR="1")

    assert "\x1b[" not in shown
    assert "resources  1" in shown


def test_standard_input_that_is_a_terminal_is_asked_for_by_name(project: Path) -> None:
    assert "name a file or a folder, or - for standard input" in on_a_terminal("transform", "-p", "aws")


def test_progress_is_one_line_that_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    screen, now = Screen(), iter([0.0, 0.3, 0.6, 0.65, 0.8])
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(progress_module.time, "monotonic", lambda: next(now))

    with progress() as show:
        assert show is not None
        for done in (1, 20, 21, 300):
            show("reading", done, 300)

    assert screen.getvalue() == f"\rreading 20/300\rreading 300/300\r{' ' * 15}\r"


def test_quick_work_shows_no_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(progress_module.time, "monotonic", lambda: 0.0)

    with progress() as show:
        assert show is not None
        show("reading", 1, 2)

    assert screen.getvalue() == ""


def test_nobody_looks_no_progress(capsys: pytest.CaptureFixture[str]) -> None:
    with progress() as show:
        assert show is None
