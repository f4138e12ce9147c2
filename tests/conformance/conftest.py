"""Every transcript of the suite, worked out once a test session.

Tests of one stage run in one worker of pytest-xdist: a worker that needs one transcript works out all of that stage, both
ways at once, since programs wait for leases and lifetimes to end. Each way has resources of its own.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
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
        prefixes = {way: f"suite-{uuid4().hex[:8]}" for way in WAYS}
        for prefix in prefixes.values():
            where.create_all(chosen, prefix)
        with pytest.MonkeyPatch.context() as patch:
            for name in set(os.environ) - set(where.environment):
                patch.delenv(name)
            for name, value in where.variables.items():
                patch.setenv(name, value)
            given = (chosen, where.provider, where.plugins)
            with ThreadPoolExecutor() as pool:
                running = {
                    way: pool.submit(run, *given, prefixes[way], where.stage.choices) for way, run in WAYS.items()
                }
                return {way: each.result() for way, each in running.items()}

    return lambda stage, way: play(stage)[way]


def every_program() -> list[Program]:
    """The programs of all capabilities, asynchronous ones among them."""
    catalog = load_catalog()
    named = [each.name for each in catalog.capabilities]
    return [each for name in named for each in (*programs(name), *asynchronous_programs(catalog, name))]
