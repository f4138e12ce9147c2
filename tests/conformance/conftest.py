"""Providers with a server each, and every transcript of the suite, worked out once a test session.

Tests of one provider and one way run in one worker of pytest-xdist: each worker that needs a transcript works out all
transcripts of that provider and that way.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from infrar_engine.conformance import playing
from infrar_engine.conformance.playing import Transcripts
from infrar_engine.conformance.programs import bucket_names, programs

ACME = Path(__file__).parents[2] / "examples" / "acme_provider"

# moto gives the copy of an object that came in parts the checksum of those parts, and boto3 finds that it is wrong.
MOTO = {"AWS_RESPONSE_CHECKSUM_VALIDATION": "when_required"}

# provider → the fixture of its server, how native code reaches it, and where the provider is when it isn't installed
PROVIDERS: Mapping[str, tuple[str, Callable[[Any], Mapping[str, str]], tuple[Path, ...]]] = {
    "aws": ("aws", lambda server: {**server.environment, **MOTO}, ()),
    "gcp": ("gcs_fake", lambda server: server.signing_environment, ()),
    "azure": ("azurite", lambda server: server.environment, ()),
    "acme": ("aws", lambda server: {**server.environment, **MOTO, "ACME_ENDPOINT_URL": server.url}, (ACME,)),
}
WAYS = {"functions": playing.through_functions, "transformed": playing.transformed}


@pytest.fixture(scope="session")
def transcripts(request: pytest.FixtureRequest) -> Callable[[str, str], Transcripts]:
    """`transcripts("aws", "transformed")`: what all programs do there, by name; `("local", "")` on the laptop."""

    @cache
    def play(provider: str, way: str) -> Transcripts:
        chosen = programs()
        if provider == "local":
            return playing.on_local_runtime(chosen)
        fixture, environment, plugins = PROVIDERS[provider]
        server = request.getfixturevalue(fixture)
        prefix = f"suite-{uuid4().hex[:8]}"
        for bucket in bucket_names(prefix):
            server.create_bucket(bucket)
        with ExitStack() as stack:
            patch = stack.enter_context(pytest.MonkeyPatch.context())
            for name in [name for name in os.environ if name.startswith(("AWS_", "GOOGLE_", "AZURE_", "STORAGE_"))]:
                patch.delenv(name)
            for name, value in environment(server).items():
                patch.setenv(name, value)
            return WAYS[way](chosen, provider, plugins, prefix)

    return play
