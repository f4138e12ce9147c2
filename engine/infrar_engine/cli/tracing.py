"""The work of `infrar trace`: finds the record, the source and the built files, reads the log, writes line by line."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import click

from infrar_engine.artifacts.folder import RECORD_NAME
from infrar_engine.cli.failures import OutputFailure
from infrar_engine.cli.options import standard_input
from infrar_engine.report.cells import printable
from infrar_engine.report.terminal import terminal_of
from infrar_engine.source.text import UnreadableSourceError, read_text
from infrar_engine.trace import Annotator, Record, RecordError, read_record
from infrar_engine.trace.annotator import Explained

_COMPARED = 40  # so many files tell which folder is the source
VERSION = 1


def show(file: Path | None, folder: Path | None, record: Path | None, source: Path | None, *, as_json: bool) -> None:
    place = _record_place(folder, record)
    known = _read(place)
    files = FilesAtHand(known, place.parent, source)
    terminal = terminal_of(sys.stdout)
    annotator = Annotator(known, files, lambda text: terminal.paint(printable(text, terminal.encoding), "place"))
    told: set[str] = set()
    found: list[Explained] = []
    with file.open("rb") if file is not None else standard_input() as stream:
        for text in _annotated(stream, annotator):
            if not as_json:
                sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))
                sys.stdout.buffer.flush()
            new = annotator.taken()
            _tell(new, files, told)
            found += new if as_json else []  # a stream may never end
    if as_json:
        sys.stdout.write(json.dumps(_report(found, files), indent=2, ensure_ascii=False) + "\n")


def _annotated(stream: BinaryIO, annotator: Annotator) -> Iterator[str]:
    for line in iter(stream.readline, b""):
        yield annotator.feed(line.decode("utf-8", "surrogateescape"))
    yield annotator.finish()


# The record


def _record_place(folder: Path | None, record: Path | None) -> Path:
    if record is not None:
        return record
    if folder is not None:
        if not (folder / RECORD_NAME).is_file():
            raise OutputFailure([(f"{folder} has no {RECORD_NAME}", "name the folder that infrar build wrote")])
        return folder / RECORD_NAME
    here = Path.cwd()
    for each in (here, *here.parents):
        if (each / RECORD_NAME).is_file():
            return each / RECORD_NAME
    below = sorted(each.parent.name for each in islice(here.glob(f"*/{RECORD_NAME}"), 5))
    hint = " or ".join(f"--build {name}" for name in below) or "--build DIR names the folder that infrar build wrote"
    raise OutputFailure([(f"there is no {RECORD_NAME} here or in a folder above", hint)])


def _read(place: Path) -> Record:
    try:
        return read_record(place.read_bytes())
    except RecordError as error:
        raise OutputFailure([(f"{place}: {error}", "take the one that infrar build wrote")]) from error


# What is at hand


class FilesAtHand:
    """The source and the built files, as far as they are here and are what the record says."""

    def __init__(self, record: Record, build: Path, source: Path | None) -> None:
        self._record, self._build, self._source = record, build, source
        self._generated: dict[str, Sequence[str] | None] = {}
        self._sources: dict[str, Sequence[str] | None] = {}

    def shown(self, path: str) -> str:
        root = self._root
        if root is None or not (root / path).is_file():
            return path
        here = Path.cwd()
        place = Path(os.path.normpath(here / root / path))
        return (place.relative_to(here) if place.is_relative_to(here) else place).as_posix()

    def changed(self, path: str) -> bool:
        """Whether the source is at hand and no longer what was built."""
        root, wanted = self._root, self._record.inputs.get(path)
        found = _hash(root / path) if root is not None else None
        return found is not None and wanted is not None and found != wanted

    def source_line(self, path: str, line: int) -> str | None:
        if path not in self._sources:
            root, wanted = self._root, self._record.inputs.get(path)
            self._sources[path] = _lines(root / path, wanted) if root is not None and wanted is not None else None
        return _line(self._sources[path], line)

    def generated_line(self, path: str, line: int) -> str | None:
        if path not in self._generated:
            output = self._record.outputs[path]
            self._generated[path] = _lines(self._build / output, self._record.hashes[output])
        return _line(self._generated[path], line)

    @cached_property
    def _root(self) -> Path | None:
        """The project's folder: of those around here and around the build, the one with most of its files."""
        if self._source is not None:
            return self._source
        build = self._build.resolve()
        here = Path.cwd()
        around = dict.fromkeys((here, *_folders(here), *_folders(build.parent), *build.parents))
        paths = list(islice((path for path in self._record.maps if path in self._record.inputs), _COMPARED))
        paths = paths or list(islice(self._record.inputs, _COMPARED))
        best: tuple[int, int] = (0, 0)
        found = None
        for folder in around:
            if folder == build or build in folder.parents:
                continue
            hashes = [(_hash(folder / path), self._record.inputs[path]) for path in paths]
            score = (sum(one == other for one, other in hashes), sum(one is not None for one, _ in hashes))
            if score > best:
                best, found = score, folder
        return found


def _folders(folder: Path) -> list[Path]:
    """The folders in a folder, without hidden ones."""
    try:
        return sorted(each for each in folder.iterdir() if not each.name.startswith(".") and each.is_dir())
    except OSError:
        return []


def _hash(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def _lines(path: Path, wanted: str) -> Sequence[str] | None:
    """The lines of a file, None when it isn't there or not what was recorded."""
    try:
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != wanted:
            return None
        return read_text(data).analysed.decode().split("\n")
    except (OSError, UnreadableSourceError):
        return None


def _line(lines: Sequence[str] | None, line: int) -> str | None:
    return lines[line - 1] if lines is not None and 0 < line <= len(lines) else None


# What is said besides


def _tell(new: Sequence[Explained], files: FilesAtHand, told: set[str]) -> None:
    """Say once of each file that its places are not to be relied on."""
    for each in new:
        if each.other_build:
            text = f"{each.frame.path} is not what this build wrote: line {each.frame.line} reads differently"
        elif each.place is not None and each.place.line and files.changed(each.path):
            text = f"{files.shown(each.path)} has changed since the build: lines are as they were then"
        else:
            continue
        key = each.path or each.frame.path
        if key not in told:
            told.add(key)
            terminal = terminal_of(sys.stderr)
            click.echo(f"{terminal.paint('warning', 'warning')}: {printable(text, terminal.encoding)}", err=True)


def _report(explained: Sequence[Explained], files: FilesAtHand) -> dict[str, Any]:
    return {"version": VERSION, "frames": [_frame(each, files) for each in explained]}


def _frame(each: Explained, files: FilesAtHand) -> dict[str, Any]:
    frame, place = each.frame, each.place
    out: dict[str, Any] = {
        "input_line": each.input_line,
        "path": frame.path,
        "line": frame.line,
        "name": frame.name or None,
        "source": None,
        "generated": None,
        "other_build": each.other_build,
    }
    if place is None:
        return out
    if place.line:
        out["source"] = {
            "path": each.path,
            "line": place.line,
            "end_line": place.end_line,
            "column": place.column or None,
            "changed": files.changed(each.path),
        }
    if place.span is not None:
        caller = {"path": each.caller[0], "line": each.caller[1]} if each.caller is not None else None
        out["generated"] = {"kind": place.span.kind, "of": place.span.of or None, "caller": caller}
    return out
