"""An empty local runtime for a test, with pytest or without.

With pytest there is nothing to import; the fixture comes with the package::

    def test_publish(infrar_local):
        publish("2024-05-01")
        assert storage.exists("reports", "daily/2024-05-01.csv")

Tests that are coroutines, run by pytest-asyncio or anyio, use it in the same way.

Anywhere else::

    with infrar.testing.local_runtime():
        publish("2024-05-01")

Both change environment variables of this process (and so of the processes that it starts), and put them back
afterwards.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

__all__ = ["local_runtime"]


@contextmanager
def local_runtime(home: str | os.PathLike[str] | None = None) -> Iterator[Path]:
    """Run the block on a local runtime of its own, and yield the folder that keeps its files.

    Without `home` that is a new temporary folder, removed at the end; a `home` given is kept, and so is what was in it.
    """
    if home is None:
        with TemporaryDirectory(prefix="infrar-") as folder, local_runtime(folder) as path:
            yield path
    else:
        path = Path(home).absolute()
        with _environment(INFRAR_HOME=str(path), INFRAR_PROVIDER="local"):
            yield path


@contextmanager
def _environment(**variables: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


try:
    import pytest
except ModuleNotFoundError:  # a program may use local_runtime without pytest
    pass
else:

    @pytest.fixture(name="infrar_local")
    def _infrar_local(tmp_path: Path) -> Iterator[Path]:
        """An empty local runtime for this test alone; the value is the folder that keeps its files."""
        with local_runtime(tmp_path / ".infrar") as home:
            yield home
