"""infrar-build.json → the parts of it that explain a place in a deployed program."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

VERSION = 1
_NOTEBOOK = ".ipynb"
_RANGE = re.compile(r"([1-9]\d*):([1-9]\d*)-([1-9]\d*):([1-9]\d*)")
_PLACE = re.compile(r"([1-9]\d*):([1-9]\d*)")

Position = tuple[int, int]  # line and column, from 1


class RecordError(Exception):
    """Why a record can't be used."""


@dataclass(frozen=True, slots=True)
class Range:
    """From `start` to before `end`."""

    start: Position
    end: Position

    @property
    def is_empty(self) -> bool:
        return self.start == self.end


@dataclass(frozen=True, slots=True)
class Copied:
    """A range of generated code that is the source's own, which begins there at `source`."""

    generated: Range
    source: Position


@dataclass(frozen=True, slots=True)
class GeneratedSpan:
    """A piece of generated code: what it is, and what it stands for, if anything in the source does."""

    generated: Range
    kind: str
    of: str
    source: Range | None
    copied: tuple[Copied, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """`inputs` and `maps` are by path in the project; `outputs` has the path in the build of each file that went through it.

    Notebooks are in none but `inputs`: their frames name cells, and no file.
    """

    inputs: Mapping[str, str]
    maps: Mapping[str, tuple[GeneratedSpan, ...]]
    outputs: Mapping[str, str]
    hashes: Mapping[str, str]


def read_record(content: bytes) -> Record:
    """Read a record, or raise the `RecordError` that says what is wrong with it."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        message = f"it is no JSON: {error}"
        raise RecordError(message) from error
    if not isinstance(found, dict) or "version" not in found:
        _refuse("it is no record of a build")
    if found["version"] != VERSION:
        _refuse(f"its version is {found['version']!r}, and this command reads version {VERSION}")
    inputs, hashes = _texts(found, "inputs"), _texts(found, "files")
    given = found.get("source_maps")
    if not isinstance(given, dict):
        _refuse("source_maps: an object was expected")
    maps = {path: _map(path, entries) for path, entries in given.items() if not path.endswith(_NOTEBOOK)}
    outputs = {}
    for path in sorted(path for path in {*inputs, *maps} if not path.endswith(_NOTEBOOK)):
        place = next((each for each in (f"app/{path}", path) if each in hashes), None)
        if place is not None:
            outputs[path] = place
    return Record(inputs, maps, outputs, hashes)


def _texts(found: Mapping[str, Any], key: str) -> dict[str, str]:
    value = found.get(key)
    if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
        _refuse(f"{key}: an object of texts was expected")
    return value


def _map(path: str, entries: object) -> tuple[GeneratedSpan, ...]:
    if not isinstance(entries, list):
        _refuse(f"source_maps.{path}: a list was expected")
    return tuple(_span(f"source_maps.{path}[{index}]", entry) for index, entry in enumerate(entries))


def _span(where: str, entry: object) -> GeneratedSpan:
    if not isinstance(entry, dict) or not isinstance(entry.get("kind"), str):
        _refuse(f"{where}: an object with a kind was expected; build again with this version")
    copied = entry.get("copied", {})
    if not isinstance(copied, dict) or not isinstance(entry.get("of", ""), str):
        _refuse(f"{where}: copied has to be an object, and of a text")
    return GeneratedSpan(
        _range(f"{where}.generated", entry.get("generated")),
        entry["kind"],
        entry.get("of", ""),
        _range(f"{where}.source", entry["source"]) if "source" in entry else None,
        tuple(Copied(_range(f"{where}.copied", key), _place(f"{where}.copied", at)) for key, at in copied.items()),
    )


def _range(where: str, text: object) -> Range:
    found = _RANGE.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        _refuse(f"{where}: a range such as 3:1-4:12 was expected, not {text!r}")
    line, column, end_line, end_column = map(int, found.groups())
    return Range((line, column), (end_line, end_column))


def _place(where: str, text: object) -> Position:
    found = _PLACE.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        _refuse(f"{where}: a place such as 3:1 was expected, not {text!r}")
    return int(found[1]), int(found[2])


def _refuse(reason: str) -> NoReturn:
    raise RecordError(reason)
