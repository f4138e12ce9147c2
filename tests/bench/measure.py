"""A command, run several times as a whole process: wall seconds and peak memory, of which the median is quoted."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    seconds: float
    spread: float  # the slowest run over the fastest
    megabytes: float  # the largest process


def measure(
    command: Sequence[str], *, runs: int = 5, env: Mapping[str, str] | None = None, cwd: str | None = None
) -> Timing:
    """One run to warm up, then `runs` that count."""
    samples = [_once(command, env, cwd) for _ in range(runs + 1)][1:]
    seconds = [s for s, _ in samples]
    return Timing(statistics.median(seconds), max(seconds) / min(seconds), max(m for _, m in samples))


def _once(command: Sequence[str], env: Mapping[str, str] | None, cwd: str | None) -> tuple[float, float]:
    started = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, **(env or {})}, cwd=cwd
    )
    assert process.stderr is not None
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    elapsed = time.perf_counter() - started
    if process.returncode:
        sys.stderr.write(errors.decode("utf-8", "replace"))
        raise SystemExit(f"{command[0]} failed with {process.returncode}: {' '.join(command)}")
    return elapsed, usage.ru_maxrss / 1024


def row(name: str, value: str, against: str, bar: str) -> None:
    print(f"{name:<52} {value:>12}   {against:<44} {bar}")
