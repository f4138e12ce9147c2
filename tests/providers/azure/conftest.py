"""The rules' functions on Azurite, with two empty containers for each test."""

from collections.abc import Callable, Iterator
from itertools import count
from types import ModuleType
from typing import Any

import pytest

from tests.kit.blocking import Blocking
from tests.kit.servers import Azurite
from tests.providers.azure import native

_numbers = count(1)


@pytest.fixture(scope="session")
def blob_storage(azurite: Azurite) -> Iterator[ModuleType]:
    """The functions, and the client `blobs`, as one module."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in azurite.environment.items():
            patch.setenv(name, value)
        yield native.load()


@pytest.fixture(scope="session")
def aio_blob_storage(azurite: Azurite) -> Iterator[Blocking]:
    """The asynchronous functions, each run to its end."""
    with pytest.MonkeyPatch.context() as patch, Blocking.on_a_loop() as blocking:
        for name, value in azurite.environment.items():
            patch.setenv(name, value)
        yield blocking(native.load("aio.storage"))


@pytest.fixture(params=["blob_storage", "aio_blob_storage"])
def storage(request: pytest.FixtureRequest) -> Any:
    """The functions of either kind: what they do must be the same."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def bucket(azurite: Azurite) -> str:
    """An empty container."""
    return _container(azurite, "photos")


@pytest.fixture
def other_bucket(azurite: Azurite) -> str:
    """Another one."""
    return _container(azurite, "archive")


@pytest.fixture
def fails_with(blob_storage: ModuleType) -> Callable[..., list[str]]:
    """`fails_with(function, *arguments)`: the portable errors that the call's error is; exactly one is right."""

    def run(function: Callable[..., object], *arguments: object, **named: object) -> list[str]:
        with pytest.raises(Exception) as caught:  # noqa: PT011  which it is, is what the caller asserts
            function(*arguments, **named)
        return native.portable(blob_storage, caught.value)

    return run


def _container(azurite: Azurite, name: str) -> str:
    azurite.create_bucket(made := f"{name}-{next(_numbers)}")
    return made
