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
from infrar_engine.conformance.programs import Program, programs
from infrar_engine.conformance.twins import asynchronous_programs
from tests.conformance.clouds import Cloud, stages

WAYS = {"functions": playing.through_functions, "transformed": playing.transformed}


@pytest.fixture(scope="session")
def transcripts(request: pytest.FixtureRequest) -> Callable[[str, str], Transcripts]:
    """`transcripts("aws", "transformed")`: what all programs do there, by their ids; `("local", "")` on the laptop."""

    @cache
    def play(stage: str) -> dict[str, Transcripts]:
        if stage == "local":
            return {"": playing.on_local_runtime(every_program())}
        where = Cloud(next(each for each in stages() if each.name == stage), request)
        chosen = where.stage.programs()
        prefix = f"suite-{uuid4().hex[:8]}"
        where.create_all(chosen, prefix)
        with pytest.MonkeyPatch.context() as patch:
            for name in set(os.environ) - set(where.environment):
                patch.delenv(name)
            for name, value in where.variables.items():
                patch.setenv(name, value)
            choices = where.stage.choices
            return {way: run(chosen, where.provider, where.plugins, prefix, choices) for way, run in WAYS.items()}

    return lambda stage, way: play(stage)[way]


def every_program() -> list[Program]:
    """The programs of all capabilities, asynchronous ones among them."""
    catalog = load_catalog()
    named = [each.name for each in catalog.capabilities]
    return [each for name in named for each in (*programs(name), *asynchronous_programs(catalog, name))]
