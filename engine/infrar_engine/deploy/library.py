"""A subcommand and its options → what came of it. The one place that knows python-terraform.

The library turns options into arguments and starts the command. It is used through its general entry `cmd`, because
what it wraps around that doesn't fit commands of today:

- `destroy()` passes `-force`, which is gone; `apply()` asks without `skip_plan`; `init()` and `plan()` add a file of
  no variables.
- Methods it has no name for (`validate`, `show`), and so `output()`, log through the root logger, which sets up
  logging for the whole process; from then on exit code 2 of `plan` ("there are changes") is printed as an error.
- It reads the folder's state whenever it is made and whenever a command succeeds, and fails where that is no JSON.
- It waits for the command in a way that leaves it running when we are interrupted, and takes no environment.

`synchronous=None` is the way around the last ones: it leaves no argument on the command line (`False` would leave
one) and makes `cmd` return the process as soon as it has started.

Imported by the first command that runs: other commands must not wait for it.
"""

from __future__ import annotations

import importlib
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

from infrar_engine.deploy.runner import Runner

Option = bool | str | None
_NO_STATE = "infrar-reads-no-state"  # a file that isn't there, for a constructor that would read one


@dataclass(frozen=True, slots=True)
class Finished:
    """How a command ended and what it printed."""

    command: str
    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """What there is to read about a failure."""
        return self.err.strip() or self.out.strip()


class _Commands(Protocol):
    def cmd(self, cmd: str, *arguments: str, **options: object) -> tuple[subprocess.Popen[bytes], None, None]: ...


class _Library(Protocol):
    IsFlagged: object
    Terraform: Callable[..., _Commands]


def run(
    runner: Runner, folder: Path, environment: Mapping[str, str], command: str, *arguments: str, **options: Option
) -> Finished:
    """Run a subcommand in a folder. An option that is True is a flag; other values are `-name=value`."""
    library = cast("_Library", importlib.import_module("python_terraform"))
    commands = library.Terraform(working_dir=str(folder), terraform_bin_path=runner.path, state=_NO_STATE)
    given = {name: library.IsFlagged if value is True else value for name, value in options.items()}
    with _environment(environment):
        process, _, _ = commands.cmd(command, *arguments, **given, synchronous=None)
    with process:
        try:
            out, err = process.communicate()
        finally:
            if process.poll() is None:  # we are interrupted: nothing may go on working in the folder
                process.terminate()
                process.wait()
    return Finished(f"{runner.name} {command}", process.returncode, _text(out), _text(err))


@contextmanager
def _environment(wanted: Mapping[str, str]) -> Iterator[None]:
    """The environment that the command starts with: the library copies the process's own and nothing else."""
    before = dict(os.environ)
    _become(dict(wanted))
    try:
        yield
    finally:
        _become(before)


def _become(wanted: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(wanted)


def _text(output: bytes) -> str:
    return output.decode("utf-8", "replace").replace("\r\n", "\n")
