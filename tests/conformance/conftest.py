"""Every transcript of the suite, worked out once a test session.

Tests of one provider run in one worker of pytest-xdist: a worker that needs one transcript works out all of that
provider, both ways, on the same buckets. Each way leaves them as it found them, but for the thousand objects that
listings are tried on, which are written once.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from uuid import uuid4

import pytest

from infrar_engine.catalog import load_catalog
from infrar_engine.conformance import playing
from infrar_engine.conformance.playing import Transcripts
from infrar_engine.conformance.programs import bucket_names, programs
from infrar_engine.conformance.suite import suite
from infrar_engine.conformance.twins import asynchronous_programs
from infrar_engine.plugins.loader import load_providers
from tests.conformance.clouds import cloud

WAYS = {"functions": playing.through_functions, "transformed": playing.transformed}


@pytest.fixture(scope="session")
def transcripts(request: pytest.FixtureRequest) -> Callable[[str, str], Transcripts]:
    """`transcripts("aws", "transformed")`: what all programs do there, by name; `("local", "")` on the laptop."""

    @cache
    def play(provider: str) -> dict[str, Transcripts]:
        if provider == "local":
            return {"": playing.on_local_runtime([*programs(), *asynchronous_programs(load_catalog())])}
        where = cloud(provider, request)
        prefix = f"suite-{uuid4().hex[:8]}"
        for bucket in bucket_names(prefix):
            where.create_bucket(bucket)
        with pytest.MonkeyPatch.context() as patch:
            for name in set(os.environ) - set(where.environment):
                patch.delenv(name)
            for name, value in where.variables.items():
                patch.setenv(name, value)
            chosen = suite(load_providers([provider], where.plugins), provider)
            return {way: run(chosen, provider, where.plugins, prefix) for way, run in WAYS.items()}

    return lambda provider, way: play(provider)[way]
