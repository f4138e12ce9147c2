"""A fixed share of the random programs and mutated files; `python -m tests.fuzz` runs as many as wanted."""

from __future__ import annotations

import sys
from itertools import islice

import pytest
from hypothesis import HealthCheck, given, settings

from tests.fuzz.checking import check_mutant, check_program
from tests.fuzz.mutations import mutants
from tests.fuzz.programs import programs


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(programs())
def test_random_programs_do_the_same_afterwards(files: dict[str, str]) -> None:
    check_program(files)


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the files differ from one Python to the next")
@pytest.mark.parametrize("number", range(8))
def test_mutated_files_keep_every_line(number: int) -> None:
    results = [check_mutant(mutant) for mutant in islice(mutants(20, seed=number), 20)]
    assert results.count("same") > len(results) // 2
