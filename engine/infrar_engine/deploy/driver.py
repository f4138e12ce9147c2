"""A folder of configuration, and what the command says about it.

In: a folder and a runner. Out: frozen values; `RunnerError` where a command fails that had to answer. Only what
OpenTofu and Terraform have in common is used.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from infrar_engine.deploy.library import Finished, Option, run
from infrar_engine.deploy.messages import INVALID, UNPREPARED, diagnostics, entries, without_credentials
from infrar_engine.deploy.runner import Runner, RunnerError
from infrar_engine.model import Diagnostic, Severity

CHANGES = 2


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether a configuration got through a step, and what there is to say about it."""

    ok: bool
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """Whether anything would change, and the plan as people read it."""

    changes: bool
    text: str


@dataclass(frozen=True, slots=True)
class Output:
    """An output value of what was applied; never printed by accident."""

    name: str
    value: object = field(repr=False)
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Driver:
    """The commands of one folder, which diagnostics call `shown`. Without an `environment` they have ours."""

    runner: Runner
    folder: Path
    shown: str = "infra"
    environment: Mapping[str, str] | None = None

    def init(self, *, backend: bool = True) -> Checked:
        """Get modules and providers. Without the backend no state is touched, and nothing of it need be there."""
        done = self._run("init", json=True, input="false", backend="true" if backend else "false")
        errors = [entry for entry in entries(done.out) if entry["severity"] == "error"]
        if done.code == 0:
            return Checked(True, ())
        located = [entry for entry in errors if "range" in entry]
        found = diagnostics(located or errors, self.folder, self.shown, UNPREPARED)
        return Checked(False, found or (_unreadable(done),))

    def validate(self) -> Checked:
        """Check the configuration, after `init`, against the schemas of its providers."""
        done = self._run("validate", json=True)
        found = diagnostics(entries(done.out), self.folder, self.shown, INVALID)
        if done.code == 0:
            return Checked(True, found)
        return Checked(False, found or (_unreadable(done),))

    def plan(self, out: Path | None = None) -> Planned:
        """What would change; `out` keeps the plan for `show`."""
        done = self._run(
            "plan", input="false", no_color=True, detailed_exitcode=True, out=None if out is None else str(out)
        )
        if done.code not in (0, CHANGES):
            raise _failed(done)
        return Planned(done.code == CHANGES, done.out)

    def show(self, plan: Path | None = None) -> Mapping[str, object]:
        """The state, or a plan that was kept, as the command documents its JSON: sensitive values are in plain text."""
        shown = json.loads(self._answer("show", *(() if plan is None else (str(plan),))))
        assert isinstance(shown, dict)  # documented so
        return shown

    def output(self) -> tuple[Output, ...]:
        """The output values, by name."""
        found = json.loads(self._answer("output"))
        return tuple(Output(name, each["value"], each.get("sensitive", False)) for name, each in sorted(found.items()))

    def _answer(self, command: str, *arguments: str) -> str:
        done = self._run(command, *arguments, json=True)
        if done.code:
            raise _failed(done)
        return done.out

    def _run(self, command: str, *arguments: str, **options: Option) -> Finished:
        environment = os.environ if self.environment is None else self.environment
        return run(self.runner, self.folder, environment, command, *arguments, **options)


def _failed(done: Finished) -> RunnerError:
    return RunnerError(done.command, done.code, without_credentials(done.said))


def _unreadable(done: Finished) -> Diagnostic:
    """A command that failed without saying so in JSON: killed, or older than what we ask of it."""
    return Diagnostic(UNPREPARED, Severity.ERROR, str(_failed(done)))
