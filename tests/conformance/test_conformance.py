"""Every program of the suite does the same on the local runtime and on every provider, both ways."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from infrar_engine.conformance.playing import Transcripts
from infrar_engine.conformance.programs import Program
from tests.conformance.clouds import stages
from tests.conformance.conftest import WAYS, every_program

CASES = [
    pytest.param(stage.name, way, program, id=f"{stage.name}-{way}-{program.id}", marks=pytest.mark.xdist_group(group))
    for stage in stages()
    for group in [f"conformance-{stage.name}"]
    for way in WAYS
    for program in stage.programs()
]


@pytest.mark.xdist_group("conformance-local")
@pytest.mark.parametrize("program", every_program(), ids=lambda program: program.id)
def test_on_the_local_runtime(program: Program, transcripts: Callable[[str, str], Transcripts]) -> None:
    assert transcripts("local", "")[program.id] == program.expected


@pytest.mark.parametrize(("stage", "way", "program"), CASES)
def test_on_a_provider(stage: str, way: str, program: Program, transcripts: Callable[[str, str], Transcripts]) -> None:
    assert transcripts(stage, way)[program.id] == program.expected
