"""The clouds that native code is run on in tests: a provider, a server that stands in for it, and the way there.

In: a provider's name and pytest's request. Out: a `Cloud`: environment variables for a process, and a way to make
buckets. Besides the built-in providers there is the one of examples/acme_provider, as a third party would ship it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ACME = Path(__file__).parents[2] / "examples" / "acme_provider"

# moto gives the copy of an object that came in parts the checksum of those parts, and boto3 finds that it is wrong.
MOTO = {"AWS_RESPONSE_CHECKSUM_VALIDATION": "when_required"}
OF_CLOUDS = ("AWS_", "AZURE_", "GOOGLE_", "STORAGE_", "ACME_", "API_ENDPOINT_", "INFRAR_")


@dataclass(frozen=True, slots=True)
class Cloud:
    """A running stand-in. `plugins` are the folders of a provider that isn't installed."""

    provider: str
    variables: Mapping[str, str]
    plugins: tuple[Path, ...]
    create_bucket: Callable[[str], None]

    @property
    def environment(self) -> dict[str, str]:
        """All variables of a process that runs on this cloud, and nothing of another one."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OF_CLOUDS)}
        return {**kept, **self.variables}


# provider → the fixture of its server, and the variables that lead there
_SERVERS: Mapping[str, tuple[str, Callable[[Any], Mapping[str, str]]]] = {
    "aws": ("aws", lambda server: {**server.environment, **MOTO}),
    "gcp": ("gcs_fake", lambda server: server.signing_environment),
    "azure": ("azurite", lambda server: server.environment),
    "acme": ("aws", lambda server: {**_without_endpoint(server.environment), **MOTO, "ACME_ENDPOINT_URL": server.url}),
}
PROVIDERS = tuple(_SERVERS)


def cloud(provider: str, request: pytest.FixtureRequest) -> Cloud:
    """The stand-in of a provider, started when it is first asked for."""
    fixture, variables = _SERVERS[provider]
    server = request.getfixturevalue(fixture)
    return Cloud(provider, variables(server), (ACME,) if provider == "acme" else (), server.create_bucket)


def _without_endpoint(variables: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in variables.items() if name != "AWS_ENDPOINT_URL"}
