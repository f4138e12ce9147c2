"""Fixtures that every test folder may ask for: real servers, the Terraform CLI, served provider schemas.

Each lasts a test session (one for each pytest-xdist worker) and is started by the first test that asks for it. The
kit is imported inside the fixtures: tests of the SDK alone run where none of the kit's components are installed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.kit.gcs_fake import FakeGcs
    from tests.kit.servers import Azurite, GcsEmulator, MotoServer


@pytest.fixture(scope="session")
def aws() -> Iterator[MotoServer]:
    """AWS on loopback."""
    from tests.kit.servers import start_moto

    with start_moto() as server:
        yield server


@pytest.fixture(scope="session")
def gcs_fake() -> Iterator[FakeGcs]:
    """Google Cloud Storage on loopback, refusing requests that aren't in its reference."""
    from tests.kit.gcs_fake import start_gcs_fake

    with start_gcs_fake() as server:
        yield server


@pytest.fixture(scope="session")
def gcs() -> Iterator[GcsEmulator]:
    """Google Cloud Storage on loopback, as an emulator by others sees it."""
    from tests.kit.servers import start_gcs_emulator

    with start_gcs_emulator() as server:
        yield server


@pytest.fixture(scope="session")
def azurite() -> Iterator[Azurite]:
    """Azure blob storage on loopback."""
    from tests.kit.servers import start_azurite

    with start_azurite() as server:
        yield server
