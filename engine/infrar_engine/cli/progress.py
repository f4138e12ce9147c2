"""What long work is at, on one line of standard error, for people who wait."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from infrar_engine.report.terminal import terminal_of

Progress = Callable[[str, int, int], None]
_PATIENCE = 0.5  # seconds before anything is shown
_PACE = 0.1  # seconds between two changes


@contextmanager
def progress() -> Iterator[Progress | None]:
    """A function that takes a stage, how much of it is done, and out of how much; None where nobody looks."""
    if not terminal_of(sys.stderr).live:
        yield None
        return
    line = _Line()
    try:
        yield line.show
    finally:
        line.clear()


class _Line:
    """The line, rewritten in place and cleared at the end."""

    def __init__(self) -> None:
        self._next = time.monotonic() + _PATIENCE
        self._shown = 0

    def show(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + _PACE
        text = f"{stage} {done}/{total}" if total else stage
        sys.stderr.write(f"\r{text.ljust(self._shown)}")
        sys.stderr.flush()
        self._shown = len(text)

    def clear(self) -> None:
        if self._shown:
            sys.stderr.write(f"\r{' ' * self._shown}\r")
            sys.stderr.flush()
