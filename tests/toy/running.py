"""Runs one program twice, as written on the SDK's local runtime and transformed on the toy cloud, and compares what can be seen.

A trace is what the program printed, how it ended, and what is stored afterwards. The transformed program runs where
`infrar` can't be imported. Files that it reads and writes are in a folder of its own.
"""

from __future__ import annotations

import builtins
import contextlib
import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import infrar
from infrar import errors, storage
from infrar.testing import local_runtime
from tests.toy import toycloud

BUCKETS = ("reports", "backup", "archive")
FILES = {"a.txt": b"alpha", "b.txt": b"beta"}
_GENERATED = frozenset({"StorageError", "CloudError", *errors.__all__, *(f"Portable{name}" for name in errors.__all__)})
_Import = Callable[..., ModuleType]


def trace_as_written(source: str) -> list[str]:
    """What the program does on the local runtime, where `infrar.provider` reads "toy" as in a build."""
    with _folder(), local_runtime(), _provider("toy"):
        return _run(source, builtins.__import__, errors.InfrarError) + _stored_locally()


def trace_native(source: str) -> list[str]:
    """What the transformed program does on the toy cloud."""
    toycloud.connect().clear()
    with _folder():
        return _run(source, _without_sdk, toycloud.ToyError) + _stored_natively()


def _stored_locally() -> list[str]:
    trace = []
    for bucket in BUCKETS:
        for item in storage.iter_objects(bucket):
            seen = storage.stat(bucket, item.key)
            body = storage.read(bucket, item.key)
            trace.append(f"{bucket}/{item.key} {body!r} {seen.content_type} {sorted((seen.metadata or {}).items())}")
    return trace


def _stored_natively() -> list[str]:
    toy = toycloud.connect()
    return [
        f"{bucket}/{item.name} {toy.get(bucket, item.name)!r} {item.kind} {sorted(item.labels.items())}"
        for bucket in BUCKETS
        for item in toy.find(bucket)
    ]


def run_files(files: Mapping[str, bytes], main: str, *, native: bool) -> list[str]:
    """The trace of a program of several files, of which `main` is the one that is run."""
    toycloud.connect().clear()
    before = set(sys.modules)
    with _folder() as folder, contextlib.ExitStack() as stack:
        for path, data in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
        if native:
            stack.enter_context(_forbidden())
        else:
            stack.enter_context(local_runtime())
            stack.enter_context(_provider("toy"))
        sys.path.insert(0, str((folder / main).parent))
        if (folder / "src").is_dir():
            sys.path.insert(1, str(folder / "src"))
        sys.dont_write_bytecode, written = True, sys.dont_write_bytecode
        try:
            ours = toycloud.ToyError if native else errors.InfrarError
            trace = _run((folder / main).read_text(), builtins.__import__, ours)
            return trace + (_stored_natively() if native else _stored_locally())
        finally:
            sys.dont_write_bytecode = written
            sys.path[:] = [p for p in sys.path if not p.startswith(str(folder))]
            for name in [n for n in set(sys.modules) - before if _is_below(sys.modules[n], folder)]:
                del sys.modules[name]


def _is_below(module: ModuleType, folder: Path) -> bool:
    """Whether a module, or a namespace package, was imported from the folder."""
    paths = [module.__file__] if getattr(module, "__file__", None) else list(getattr(module, "__path__", ()))
    return any(str(path).startswith(str(folder)) for path in paths)


def _run(source: str, importing: _Import, own: type[Exception]) -> list[str]:
    """Execute a module; the lines that it printed, and how it ended."""
    out = io.StringIO()
    namespace: dict[str, Any] = {
        "__name__": "__main__",
        "__builtins__": {**vars(builtins), "__import__": importing},
    }
    sys.modules.setdefault("toycloud", toycloud)
    with contextlib.redirect_stdout(out):
        try:
            exec(compile(source, "<program>", "exec", dont_inherit=True), namespace)
            end = "ended"
        except Exception as error:
            store = isinstance(error, own) or any(base.__name__ in _GENERATED for base in type(error).__mro__)
            end = "raised an error of the store" if store else f"raised {type(error).__name__}"
        except SystemExit as stop:
            end = f"exited {stop.code}"
    return [*out.getvalue().splitlines(), end]


@contextlib.contextmanager
def _provider(name: str) -> Iterator[None]:
    infrar.provider = name
    try:
        yield
    finally:
        del infrar.provider


def _without_sdk(name: str, *args: Any, **kwargs: Any) -> ModuleType:
    if name == "infrar" or name.startswith("infrar."):
        raise ModuleNotFoundError("the transformed program imports the SDK", name=name)
    return builtins.__import__(name, *args, **kwargs)


@contextlib.contextmanager
def _forbidden() -> Iterator[None]:
    """Without the SDK for imports of any module."""
    hidden = {name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] == "infrar"}
    sys.modules["infrar"] = None  # type: ignore[assignment]  # how the import system is told that there is none
    try:
        yield
    finally:
        del sys.modules["infrar"]
        sys.modules.update(hidden)


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    """A working folder of the program's own, with two small files in it."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="toy-") as name:
        folder = Path(name).resolve()
        for path, data in FILES.items():
            (folder / path).write_bytes(data)
        os.chdir(folder)
        try:
            yield folder
        finally:
            os.chdir(before)
