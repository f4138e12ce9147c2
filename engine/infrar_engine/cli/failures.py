"""Exceptions that are not ours to explain twice → click's, with the exit code of the kind."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any

import click

from infrar_engine.artifacts import OutputError
from infrar_engine.model.findings import PluginError
from infrar_engine.report.cells import printable
from infrar_engine.report.terminal import terminal_of


class Failure(click.ClickException):
    """Messages and hints for standard error."""

    def __init__(self, messages: Sequence[tuple[str, str]]) -> None:
        super().__init__("; ".join(message for message, _ in messages))
        self.messages = messages

    def show(self, file: IO[Any] | None = None) -> None:
        stream = file or sys.stderr
        terminal = terminal_of(sys.stderr)
        for message, hint in self.messages:
            lines = [f"{terminal.paint('error', 'error')}: {printable(message, terminal.encoding)}"]
            if hint:
                lines.append(f"  = {terminal.paint('help', 'help')}: {printable(hint, terminal.encoding)}")
            print("\n".join(lines), file=stream)


class OutputFailure(Failure):
    """The output is refused or can't be written."""

    exit_code = 2


class PluginFailure(Failure):
    """A plugin is missing or broken."""

    exit_code = 3


@contextmanager
def explained() -> Iterator[None]:
    """Run a command's work: what refuses an output or breaks a plugin is told without a traceback."""
    try:
        yield
    except OutputError as error:
        raise OutputFailure([(error.message, error.hint)]) from error
    except PluginError as error:
        raise PluginFailure([(str(finding), "") for finding in error.findings]) from error
