"""The tables in `cases/`: what goes in, what comes out, and that both do the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.toy import transform, transform_files
from tests.toy.running import run_files, trace_as_written, trace_native
from tests.toy.tables import Case, cases, files_of

TABLES = sorted((Path(__file__).parent / "cases").glob("*.txt"))
CASES = [pytest.param(c, id=f"{t.stem}: {c.name}") for t in TABLES for c in cases(t) if not c.before.startswith("--> ")]
PROGRAMS = [pytest.param(c, id=f"{t.stem}: {c.name}") for t in TABLES for c in cases(t) if c.before.startswith("--> ")]
ONLY_NATIVE = {"the native client"}  # the local runtime has none


def runs_here(case: Case) -> bool:
    """Whether this interpreter knows the syntax, and the local runtime can run it."""
    newer = sys.version_info < (3, 11) and "except*" in case.before
    return case.name not in ONLY_NATIVE and not newer


@pytest.mark.parametrize("case", CASES)
def test_a_file(case: Case) -> None:
    if sys.version_info < (3, 11) and "except*" in case.before:
        pytest.skip("newer syntax than this interpreter's")
    assert transform(case.before) == case.after


@pytest.mark.parametrize("case", CASES)
def test_does_the_same(case: Case) -> None:
    if not runs_here(case):
        pytest.skip("can't run as it is written here")
    assert trace_native(case.after) == trace_as_written(case.before)


@pytest.mark.parametrize("case", CASES)
def test_is_done_once(case: Case) -> None:
    assert transform_files({"app.py": case.after.encode()}) == ({"app.py": case.after.encode()}, [])


@pytest.mark.parametrize("case", PROGRAMS)
def test_a_program(case: Case) -> None:
    before, after = files_of(case.before), files_of(case.after)
    made, problems = transform_files(before)
    assert not problems
    assert {path: text.strip() for path, text in made.items()} == {path: text.strip() for path, text in after.items()}
    assert run_files(made, "main.py", native=True) == run_files(before, "main.py", native=False)


def test_what_a_formatter_had_laid_out_stays_so(tmp_path: Path) -> None:
    """Of the files that `ruff format` finds well laid out before, it finds none otherwise afterwards."""
    for side in ("before", "after"):
        (tmp_path / side).mkdir()
    for number, param in enumerate(CASES):
        case: Case = param.values[0]  # type: ignore[assignment]  # what pytest.param was given
        (tmp_path / "before" / f"case_{number}.py").write_text(case.before, "utf-8")
        (tmp_path / "after" / f"case_{number}.py").write_text(case.after, "utf-8")
    unformatted = {side: _unformatted(tmp_path / side) for side in ("before", "after")}
    spoilt = unformatted["after"] - unformatted["before"]
    assert {CASES[number].id for number in spoilt} <= KNOWN_TO_SPOIL


KNOWN_TO_SPOIL: set[str] = set()


def _unformatted(folder: Path) -> set[int]:
    options = ["--check", "--isolated", "--no-cache", "--line-length", "120"]
    command = [sys.executable, "-m", "ruff", "format", *options, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    names = [line.rpartition("case_")[2] for line in done.stdout.splitlines() if line.startswith("Would reformat")]
    return {int(name.removesuffix(".py")) for name in names}
