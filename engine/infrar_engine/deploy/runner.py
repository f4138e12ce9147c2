"""The environment → the command that does the work: OpenTofu where it is installed, Terraform otherwise.

`INFRAR_TOFU` decides before the search path does, and a value that names no command is an error: silently running
another one than the one asked for would be worse.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from infrar_engine.model import Diagnostic, Severity

CHOICE = "INFRAR_TOFU"
COMMANDS = ("tofu", "terraform")
_INSTALL = (
    f"install OpenTofu (https://opentofu.org/docs/intro/install) or Terraform, or let {CHOICE} name the command to run"
)


@dataclass(frozen=True, slots=True)
class Runner:
    """A command, by its absolute path: it runs in folders where a relative one would mean something else."""

    path: str

    @property
    def name(self) -> str:
        """`tofu` or `terraform`, as people call it."""
        return Path(self.path).stem


class RunnerMissingError(Exception):
    """There is no command to run; `diagnostic` says so and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.diagnostic = Diagnostic("INF602", Severity.ERROR, message, None, _INSTALL)


class RunnerError(Exception):
    """A command failed where an answer was needed. `said` is what it printed."""

    def __init__(self, command: str, code: int, said: str) -> None:
        super().__init__(f"`{command}` ended with {code}: {said}" if said else f"`{command}` ended with {code}")
        self.command = command
        self.code = code
        self.said = said


def find_runner() -> Runner:
    """The command that `INFRAR_TOFU` names, else `tofu`, else `terraform`; `RunnerMissingError` when there is none."""
    chosen = os.environ.get(CHOICE)
    for name in (chosen,) if chosen else COMMANDS:
        found = shutil.which(name)
        if found is not None:
            return Runner(str(Path(found).absolute()))
    if chosen:
        raise RunnerMissingError(f"{CHOICE} is {chosen!r}, and there is no such command")
    raise RunnerMissingError("neither OpenTofu nor Terraform is installed")
