"""The rules' functions on two servers: a fake that refuses what the service refuses, and an emulator by others."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

import pytest

from tests.kit.blocking import Blocking
from tests.kit.gcs_fake import FakeGcs
from tests.kit.servers import GcsEmulator
from tests.providers.gcp import native


@dataclass(frozen=True, slots=True)
class Cloud:
    """Native code with a client, the operations on it, and the server that it talks to."""

    server: FakeGcs | GcsEmulator
    native: ModuleType
    storage: Any


@pytest.fixture(scope="session")
def on_fake(gcs_fake: FakeGcs) -> Iterator[Cloud]:
    with pytest.MonkeyPatch.context() as patch:
        yield _cloud(gcs_fake, patch)


@pytest.fixture(scope="session")
def on_emulator(gcs: GcsEmulator) -> Iterator[Cloud]:
    with pytest.MonkeyPatch.context() as patch:
        yield _cloud(gcs, patch)


@pytest.fixture(scope="session")
def aio_on_fake(gcs_fake: FakeGcs) -> Iterator[Cloud]:
    with pytest.MonkeyPatch.context() as patch, Blocking.on_a_loop() as blocking:
        cloud = _cloud(gcs_fake, patch, "aio.storage")
        yield replace(cloud, storage=blocking(cloud.storage))


@pytest.fixture(scope="session")
def aio_on_emulator(gcs: GcsEmulator) -> Iterator[Cloud]:
    with pytest.MonkeyPatch.context() as patch, Blocking.on_a_loop() as blocking:
        cloud = _cloud(gcs, patch, "aio.storage")
        yield replace(cloud, storage=blocking(cloud.storage))


def _cloud(server: FakeGcs | GcsEmulator, patch: pytest.MonkeyPatch, surface: str = "storage") -> Cloud:
    for name, value in server.environment.items():
        patch.setenv(name, value)
    return Cloud(server, *native.load(surface))


@pytest.fixture
def fake(on_fake: Cloud) -> Cloud:
    """The fake, with the empty buckets `photos` and `archive`."""
    return _with_buckets(on_fake)


@pytest.fixture
def emulator(on_emulator: Cloud) -> Cloud:
    """The emulator, with the empty buckets `photos` and `archive`."""
    return _with_buckets(on_emulator)


@pytest.fixture
def aio_fake(aio_on_fake: Cloud) -> Cloud:
    """The asynchronous operations on the fake, each run to its end."""
    return _with_buckets(aio_on_fake)


@pytest.fixture
def aio_emulator(aio_on_emulator: Cloud) -> Cloud:
    """The asynchronous operations on the emulator, each run to its end."""
    return _with_buckets(aio_on_emulator)


def _with_buckets(cloud: Cloud) -> Cloud:
    cloud.server.reset()
    for name in ("photos", "archive"):
        cloud.server.create_bucket(name)
    return cloud


@pytest.fixture(params=["local", "fake", "emulator", "aio_fake", "aio_emulator"])
def storage(request: pytest.FixtureRequest) -> Any:
    """The operations on each: what programs see must be the same everywhere."""
    if request.param == "local":
        request.getfixturevalue("infrar_local")
        from infrar._local import storage as local

        return local
    return request.getfixturevalue(request.param).storage


@pytest.fixture(params=["local", "fake", "aio_fake"])
def exact_storage(request: pytest.FixtureRequest) -> Any:
    """As `storage`, without the emulator: it ignores preconditions."""
    if request.param == "local":
        request.getfixturevalue("infrar_local")
        from infrar._local import storage as local

        return local
    return request.getfixturevalue(request.param).storage
