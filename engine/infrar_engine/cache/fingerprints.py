"""What a result depends on beside the project's files, each as a text that changes when it does."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

_PACKAGES = ("infrar", "infrar_engine", "infrar_templates")
_ENTRY_POINTS = "infrar.providers"


@cache
def engine() -> str:
    """This interpreter, this engine (which may be edited where it is installed), and what else is installed."""
    installed = sorted(name for place in sys.path for name in _distributions(Path(place)))
    return _hash(repr((sys.version_info, sys.path[1:], installed, [list(_states(each)) for each in _PACKAGES])))


def content(place: Path) -> str:
    """Everything in a folder, or a file."""
    files = sorted(place.rglob("*")) if place.is_dir() else [place]
    marks = []
    for file in files:
        if "__pycache__" in file.parts or not file.is_file():
            continue
        marks.append((file.relative_to(place).as_posix(), sha256(file.read_bytes()).hexdigest()))
    return _hash(repr(marks))


def plugin_places() -> list[Path]:
    """Where the installed plugins that were loaded are: their packages, rule books and code alike."""
    from importlib.metadata import entry_points

    modules = {each.value.partition(":")[0].strip() for each in entry_points(group=_ENTRY_POINTS)}
    tops = [sys.modules.get(module.partition(".")[0]) for module in sorted(modules & sys.modules.keys())]
    files = (Path(module.__file__) for module in tops if module is not None and module.__file__)
    return sorted({file.parent if file.name == "__init__.py" else file for file in files})


def is_plugin_place(place: Path) -> bool:
    """Whether installed packages are at such places: others aren't even looked at."""
    return any(folder and place.parent == Path(folder) for folder in sys.path)


def _distributions(folder: Path) -> list[str]:
    try:
        return [each.name for each in os.scandir(folder) if each.name.endswith((".dist-info", ".egg-info", ".pth"))]
    except OSError:
        return []


def _states(package: str) -> Iterator[tuple[str, int, int]]:
    """The files of an installed package, with size and time."""
    spec = find_spec(package)
    waiting = list(spec.submodule_search_locations or ()) if spec is not None else []
    while waiting:
        for entry in sorted(os.scandir(waiting.pop()), key=lambda each: each.name):
            if entry.is_dir() and entry.name != "__pycache__":
                waiting.append(entry.path)
            elif entry.is_file():
                yield entry.path, entry.stat().st_size, entry.stat().st_mtime_ns


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "backslashreplace")).hexdigest()
