"""`python -m tests.fuzz --programs 10000 --mutants 5000`: random programs and mutated real files, as many as wanted.

Failures are printed with the program that shows them, made smaller first, and make the exit code 1.
"""

from __future__ import annotations

import argparse
import time
import warnings
from collections import Counter
from collections.abc import Mapping
from multiprocessing import Pool

from tests.fuzz.checking import check_mutant, check_program, shown, smaller
from tests.fuzz.choices import Seeded
from tests.fuzz.mutations import Mutant, mutants
from tests.fuzz.programs import program

BATCH = 250


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--programs", type=int, default=1000, help="how many random programs")
    parser.add_argument("--mutants", type=int, default=500, help="how many mutated files")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    started = time.monotonic()
    batches = [("programs", options.seed * 10_000 + n, BATCH) for n in range(-(-options.programs // BATCH))]
    batches += [("mutants", options.seed * 10_000 + n, BATCH) for n in range(-(-options.mutants // BATCH))]
    total: Counter[str] = Counter()
    failures: list[str] = []
    with Pool(options.jobs) as pool:
        for counted, failed in pool.imap_unordered(_batch, batches):
            total += counted
            failures += failed
            print(f"{sum(total.values())} in {time.monotonic() - started:.0f} s: {dict(total)}", flush=True)
    for failure in failures:
        print("=" * 80, failure, sep="\n")
    return 1 if failures else 0


def _batch(task: tuple[str, int, int]) -> tuple[Counter[str], list[str]]:
    """One share, in a process of its own."""
    warnings.simplefilter("ignore")
    kind, number, count = task
    return _programs(number, count) if kind == "programs" else _mutants(number, count)


def _programs(number: int, count: int) -> tuple[Counter[str], list[str]]:
    seen: Counter[str] = Counter()
    failures: list[str] = []
    for index in range(count):
        files = program(Seeded(f"{number}/{index}"))
        try:
            seen[check_program(files)] += 1
        except Exception as error:
            seen["failed"] += 1
            failures.append(f"program {number}/{index}: {type(error).__name__}: {_reason(smaller(files))}")
    return seen, failures


def _reason(files: Mapping[str, str]) -> str:
    try:
        check_program(files)
    except Exception as error:
        return f"{error}\n{shown(files)}"
    return "not the second time"


def _mutants(number: int, count: int) -> tuple[Counter[str], list[str]]:
    seen: Counter[str] = Counter()
    failures: list[str] = []
    for mutant in mutants(count, number):
        try:
            seen[check_mutant(mutant)] += 1
        except Exception as error:
            seen["failed"] += 1
            failures.append(_shown(mutant, error))
    return seen, failures


def _shown(mutant: Mutant, error: Exception) -> str:
    return f"{mutant.path}: {type(error).__name__}: {error}\n{mutant.data.decode()}"


if __name__ == "__main__":
    raise SystemExit(main())
