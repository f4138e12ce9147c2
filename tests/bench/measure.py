"""A command, run several times as a whole process: wall seconds, processor seconds and peak memory, of which the median is quoted."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    seconds: float
    cpu: float  # what it took of one core, the system's part included: other work on the machine changes it little
    spread: float  # the slowest run over the fastest
    megabytes: float  # the largest process


def measure(
    command: Sequence[str],
    *,
    runs: int = 5,
    env: Mapping[str, str] | None = None,
    cwd: str | None = None,
    before: Callable[[], None] | None = None,
) -> Timing:
    """One run to warm up, then `runs` that count; `before` is done before each, and isn't measured."""
    samples = []
    for _ in range(runs + 1):
        if before is not None:
            before()
        samples.append(_once(command, env, cwd))
    seconds, cpu, megabytes = zip(*samples[1:], strict=True)
    spread = max(seconds) / min(seconds)
    return Timing(statistics.median(seconds), statistics.median(cpu), spread, max(megabytes))


def _once(command: Sequence[str], env: Mapping[str, str] | None, cwd: str | None) -> tuple[float, float, float]:
    surroundings = {**os.environ, **(env or {})}
    surroundings.pop("PYTHONDONTWRITEBYTECODE", None)  # installed packages have bytecode; a checkout gets its own so
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=surroundings, cwd=cwd)
    assert process.stderr is not None
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    elapsed = time.perf_counter() - started
    if process.returncode:
        sys.stderr.write(errors.decode("utf-8", "replace"))
        raise SystemExit(f"{command[0]} failed with {process.returncode}: {' '.join(command)}")
    return elapsed, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def row(name: str, value: str, against: str = "") -> None:
    """Something to know."""
    print(f"{'':6} {name:<50} {value:>10}   {against}")


def bar(name: str, value: float, unit: str, against: str, *, at_most: float = 0, at_least: float = 0) -> None:
    """Something that has to be so, and whether it is."""
    good = value <= at_most if at_most else value >= at_least
    limit = f"≤ {at_most:g}" if at_most else f"≥ {at_least:g}"
    shown = f"{value:.2f}" if value < 10 else f"{value:.0f}"
    print(f"{'ok' if good else 'MISSED':6} {name:<50} {f'{shown} {unit}':>10}   {limit} {unit}  {against}")
