"""What commands share: asking the pipeline, and saying what it found.

Diagnostics of the configuration are diagnostics like all others here, so that every format has them. Paths are shown as
they are from the current folder, which is what editors and CI systems open.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import click

from infrar_engine.cli.progress import Progress, progress
from infrar_engine.config import ConfigError, find_config
from infrar_engine.model import Diagnostic, SourceLocation
from infrar_engine.pipeline import Request, Result
from infrar_engine.report.targets import Reported
from infrar_engine.report.terminal import terminal_of
from infrar_engine.report.text import diagnostics_text

CODE_ERRORS = 1


def attempt(work: Callable[[Request, Progress | None], Result], request: Request) -> Result:
    """Run or scan, with progress; a broken infrar.yaml gives a result that holds its diagnostics."""
    try:
        _require_configuration(request)
        with progress() as shown:
            result = work(request, shown)
    except ConfigError as error:
        result = Result(diagnostics=error.diagnostics)
    return replace(result, diagnostics=diagnostics_from_here(result.diagnostics, request.path))


def diagnostics_from_here(diagnostics: Iterable[Diagnostic], root: Path | None) -> tuple[Diagnostic, ...]:
    """Diagnostics of the project `root` with paths as they are from the current folder."""
    return tuple(
        replace(
            each,
            location=placed(each.location, root) if each.location is not None else None,
            also=tuple(placed(place, root) for place in each.also),
            fixes=tuple(replace(fix, location=placed(fix.location, root)) for fix in each.fixes),
        )
        for each in diagnostics
    )


def tell(diagnostics: Iterable[Diagnostic]) -> None:
    """Print diagnostics for people, on standard error."""
    text = diagnostics_text([Reported(each) for each in diagnostics], terminal_of(sys.stderr))
    if text:
        sys.stderr.write(text)


def say(text: str) -> None:
    sys.stdout.write(text)


def send(content: bytes) -> None:
    """Print bytes as they are."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)


def give_up() -> NoReturn:
    """End because of errors in the user's code or configuration, which have been told."""
    raise click.exceptions.Exit(CODE_ERRORS)


def shown_from_here(path: str, root: Path | None) -> str:
    """A path of the project `root` (a folder, or the file that is all of it) as it is from the current folder."""
    if root is None:
        return path
    joined = Path(os.path.normpath((root if root.is_dir() else root.parent) / path))
    here = Path.cwd()
    return (joined.relative_to(here) if joined.is_absolute() and joined.is_relative_to(here) else joined).as_posix()


def placed(location: SourceLocation, root: Path | None) -> SourceLocation:
    return replace(location, path=shown_from_here(location.path, root))


def reported(diagnostics: Sequence[Diagnostic]) -> list[Reported]:
    return [Reported(each) for each in diagnostics]


def _require_configuration(request: Request) -> None:
    if request.environment is not None and request.path is not None and find_config(request.path) is None:
        raise click.UsageError(
            f"-e {request.environment} needs an infrar.yaml, and there is none in {request.path} or above it"
        )
