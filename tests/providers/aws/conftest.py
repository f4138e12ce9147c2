"""The rules' functions on moto, with empty buckets for each test."""

import asyncio
from collections.abc import Callable, Iterator
from itertools import count
from types import ModuleType

import pytest

from tests.kit.servers import MotoServer
from tests.providers.aws import native

_numbers = count(1)


@pytest.fixture(scope="session")
def environment(aws: MotoServer) -> Iterator[None]:
    """Clients find moto."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in aws.environment.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="session")
def s3(environment: None) -> ModuleType:
    """The functions as one module."""
    return native.load()


@pytest.fixture(scope="session")
def blocking_s3(environment: None) -> Iterator[ModuleType]:
    """The asynchronous functions as one module, called like the others."""
    loop = asyncio.new_event_loop()
    yield native.Blocking(native.load("aio.storage"), loop)
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()


@pytest.fixture
def bucket(aws: MotoServer) -> str:
    """An empty bucket."""
    return _bucket(aws, "photos")


@pytest.fixture
def other_bucket(aws: MotoServer) -> str:
    """Another one."""
    return _bucket(aws, "archive")


@pytest.fixture
def fails_with(s3: ModuleType) -> Callable[..., list[str]]:
    """`fails_with(function, *arguments)`: the portable errors that the call's error is; exactly one is right."""

    def run(function: Callable[..., object], *arguments: object, **named: object) -> list[str]:
        with pytest.raises(Exception) as caught:  # noqa: PT011  which it is, is what the caller asserts
            function(*arguments, **named)
        assert native.is_storage_error(s3, caught.value)
        return native.portable(s3, caught.value)

    return run


def _bucket(aws: MotoServer, name: str) -> str:
    aws.create_bucket(made := f"{name}-{next(_numbers)}")
    return made
