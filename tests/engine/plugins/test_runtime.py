"""Untransformed programs on a provider: the SDK's operations, done by the rule book's functions."""

# Functions in the rules below are one line each.

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from infrar import errors, storage
from infrar_engine.plugins import PluginError
from infrar_engine.runtime import _native, _operations, native, operations

RULES = "services/storage/objects/transform/rules.yaml"

IN_MEMORY = """\
service: storage/objects
imports: []
clients: {kept: {create: _Kept()}}
supports:
  _Kept: |
    class _Kept(dict[str, bytes]):
        made = 0

        def __init__(self) -> None:
            type(self).made += 1
  _when: |
    def _when(*words: str) -> type[Exception] | tuple[()]:
        import_free = words
        return KeyError if import_free else ()
errors:
  NotFound: KeyError
  AlreadyExists: FileExistsError
  InvalidArgument: (TypeError, UnicodeError)
  PermissionDenied: {unsupported: nobody is kept out}
  Unauthenticated: {unsupported: nobody is kept out}
  FailedPrecondition: {unsupported: there are no states}
  ResourceExhausted: MemoryError
  Unavailable: {unsupported: it is always there}
  DeadlineExceeded: {unsupported: it takes no time}
  Unsupported: NotImplementedError
any_error: (LookupError, ValueError)
operations:
  read:
    grants: none
    raises: [NotFound]
    function: |
      def read(bucket: str, path: str, *, start: int = 0, length: int | None = None) -> bytes:
          if start < 0:
              raise ValueError("no")
          if start == 13:
              raise OSError("not ours")
          return kept[f"{bucket}/{path}"][start:]
  write:
    grants: none
    raises: [AlreadyExists]
    unsupported: {content_type: there are no types}
    function: |
      def write(bucket: str, path: str, data: str | bytes | bytearray | memoryview, *, content_type: str | None = None, metadata: dict[str, str] | None = None, if_not_exists: bool = False) -> None:
          if if_not_exists and f"{bucket}/{path}" in kept:
              raise FileExistsError(path)
          kept[f"{bucket}/{path}"] = data.encode() if isinstance(data, str) else bytes(data)
  iter_objects:
    grants: none
    function: |
      def iter_objects(bucket: str, prefix: str = "", *, delimiter: str | None = None, limit: int | None = None) -> Iterator[ObjectInfo]:
          for key, data in kept.items():
              yield ObjectInfo(key, len(data), None, "", None, None)
          raise KeyError("the end")
  list_objects:
    grants: none
    function: |
      def list_objects(bucket: str, prefix: str = "", *, delimiter: str | None = None, limit: int | None = None) -> list[ObjectInfo]:
          return [next(iter_objects(bucket))]
"""


@pytest.fixture
def memory(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mapping[str, Callable[..., Any]]]:
    """A provider that keeps objects in a dictionary."""
    text = IN_MEMORY.replace("imports: []", "imports: [from collections.abc import Iterator]")
    (folder / RULES).write_text(text)
    monkeypatch.setenv("INFRAR_PLUGINS", f"{folder}{os.pathsep}")
    return operations("cloud", "storage")


def test_operations_have_the_names_signatures_and_docs_of_the_sdk(memory: Mapping[str, Callable[..., Any]]) -> None:
    assert set(memory) == {name for name in storage.__all__ if inspect.isfunction(getattr(storage, name))}
    for name, operation in memory.items():
        assert operation.__name__ == name
        assert inspect.signature(operation) == inspect.signature(getattr(storage, name))
        assert inspect.getdoc(operation) == inspect.getdoc(getattr(storage, name))


def test_results_come_through_and_types_are_the_sdks_own(memory: Mapping[str, Callable[..., Any]]) -> None:
    assert memory["write"]("bucket", "a", "text") is None
    assert memory["read"]("bucket", "a", start=2) == b"xt"
    assert isinstance(memory["list_objects"]("bucket")[0], storage.ObjectInfo)


@pytest.mark.parametrize(
    ("call", "portable", "native_class"),
    [
        (lambda memory: memory["read"]("b", "missing"), storage.NotFound, KeyError),
        (lambda memory: memory["write"]("b", "a", "", if_not_exists=True), storage.AlreadyExists, FileExistsError),
        (lambda memory: memory["read"]("b", "a", start=None), storage.InvalidArgument, TypeError),
        (lambda memory: memory["read"]("b", "a", start=-1), storage.StorageError, ValueError),
        (lambda memory: list(memory["iter_objects"]("b")), storage.NotFound, KeyError),
    ],
)
def test_native_errors_become_portable_and_keep_their_cause(
    memory: Mapping[str, Callable[..., Any]], call: Callable[..., Any], portable: type, native_class: type
) -> None:
    memory["write"]("b", "a", "")
    with pytest.raises(storage.StorageError) as caught:
        call(memory)
    assert type(caught.value) is portable
    assert type(caught.value.__cause__) is native_class
    assert str(caught.value) == str(caught.value.__cause__)


def test_other_errors_stay_as_they_are(memory: Mapping[str, Callable[..., Any]]) -> None:
    with pytest.raises(OSError, match="not ours"):
        memory["read"]("b", "a", start=13)


def test_iterating_is_lazy_and_a_wrong_call_is_told_at_once(memory: Mapping[str, Callable[..., Any]]) -> None:
    memory["write"]("b", "a", "")
    items = memory["iter_objects"]("b")
    assert next(items).key == "b/a"
    items.close()
    with pytest.raises(TypeError, match="unexpected keyword argument 'perfix'"):
        memory["iter_objects"]("b", perfix="")


def test_what_the_provider_cannot_do_is_unsupported(memory: Mapping[str, Callable[..., Any]]) -> None:
    with pytest.raises(storage.Unsupported, match=r"storage\.presign has no rule for this provider"):
        memory["presign"]("b", "a")
    with pytest.raises(storage.Unsupported, match="content_type: there are no types"):
        memory["write"]("b", "a", "", content_type="text/plain")
    memory["write"]("b", "a", "", content_type=None)


def test_there_is_one_client_a_process(memory: Mapping[str, Callable[..., Any]]) -> None:
    client = native("cloud", "storage")
    assert operations("cloud", "storage") is memory
    memory["write"]("b", "a", "")
    assert client == {"b/a": b""}
    assert type(client).made == 1


def test_threads_that_begin_together_share_it(memory: Mapping[str, Callable[..., Any]], folder: Path) -> None:
    _operations.cache_clear()
    _native.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        clients = list(pool.map(lambda _: native("cloud", "storage"), range(8)))
    assert len({id(client) for client in clients}) == 1


def test_the_sdk_runs_through_it(memory: Mapping[str, Callable[..., Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INFRAR_PROVIDER", "cloud")
    storage.write("bucket", "key", "text")
    assert storage.read("bucket", "key") == b"text"
    with pytest.raises(storage.NotFound):
        storage.read("bucket", "other")


def test_an_expression_sees_the_error_that_it_is_asked_about(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INFRAR_PLUGINS", str(folder))
    monkeypatch.setenv("CLOUD_URL", "file:///nowhere")
    monkeypatch.setenv("CLOUD_TOKEN", "token")
    started = operations("cloud", "storage")

    def answer(code: int) -> Callable[..., Any]:
        def fail(*_: object) -> Any:
            raise HTTPError("http://x", code, "no", {}, None)  # type: ignore[arg-type] # headers aren't read

        return fail

    for code, expected in [(404, storage.NotFound), (403, storage.PermissionDenied), (418, storage.StorageError)]:
        monkeypatch.setattr(native("cloud", "storage"), "open", answer(code))
        with pytest.raises(storage.StorageError) as caught:
            started["read"]("b", "a")
        assert type(caught.value) is expected


def test_an_unknown_capability_or_provider_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INFRAR_PLUGINS", str(folder))
    with pytest.raises(errors.Unsupported, match="cloud has no service for queue"):
        operations("cloud", "queue")
    with pytest.raises(PluginError, match='there is no provider "clou"; did you mean "cloud"'):
        operations("clou", "storage")
