"""Every program of the suite does the same on the local runtime and on every provider, both ways."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from infrar_engine.catalog import load_catalog
from infrar_engine.conformance.playing import Transcripts
from infrar_engine.conformance.programs import Program, programs
from infrar_engine.conformance.suite import suite
from infrar_engine.conformance.twins import asynchronous_programs
from infrar_engine.plugins.loader import load_providers
from tests.conformance.clouds import ACME, PROVIDERS
from tests.conformance.conftest import WAYS

CASES = [
    pytest.param(provider, way, program, id=f"{provider}-{way}-{program.name}", marks=pytest.mark.xdist_group(group))
    for provider in PROVIDERS
    for group in [f"conformance-{provider}"]
    for way in WAYS
    for program in suite(load_providers([provider], [ACME] if provider == "acme" else []), provider)
]


@pytest.mark.xdist_group("conformance-local")
@pytest.mark.parametrize(
    "program", [*programs(), *asynchronous_programs(load_catalog())], ids=lambda program: program.name
)
def test_on_the_local_runtime(program: Program, transcripts: Callable[[str, str], Transcripts]) -> None:
    assert transcripts("local", "")[program.name] == program.expected


@pytest.mark.parametrize(("provider", "way", "program"), CASES)
def test_on_a_provider(
    provider: str, way: str, program: Program, transcripts: Callable[[str, str], Transcripts]
) -> None:
    assert transcripts(provider, way)[program.name] == program.expected
