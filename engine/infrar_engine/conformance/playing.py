"""The three ways to run the programs, each in a process of its own that runs all of them.

In: programs, and for a cloud the provider and where it is found. Out: a transcript for each program, by name. The
environment of this process tells native code which server to use; nothing else is taken from it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from infrar.testing import local_runtime, set_parameter
from infrar_engine.conformance.programs import PREFIX, Program, resources, settling
from infrar_engine.model import Diagnostic

PLAYER = Path(__file__).with_name("player.py")
PATIENCE = 1800.0

Transcripts = Mapping[str, tuple[str, ...]]


class SuiteError(Exception):
    """The programs' process ended early, so there are no transcripts; the message is the last of what it said."""


def on_local_runtime(programs: Sequence[Program]) -> Transcripts:
    """As a developer runs them on a laptop."""
    with tempfile.TemporaryDirectory(prefix="conformance-home-") as home:
        with local_runtime(home):
            for capability in _capabilities(programs):
                for name, value in resources(capability).items():
                    if value is not None:
                        set_parameter(name, value)
        return _play(programs, _settlings(programs), {"INFRAR_PROVIDER": "local", "INFRAR_HOME": home})


def through_functions(
    programs: Sequence[Program],
    provider: str,
    plugins: Sequence[Path] = (),
    prefix: str = PREFIX,
    choices: Mapping[str, str] = MappingProxyType({}),
    *,
    settled: bool = True,
) -> Transcripts:
    """Untransformed, with `INFRAR_PROVIDER` set: every operation is the function of the provider's rule.

    `choices` are services other than the provider's defaults. Unless `settled`, what is in the resources stays there.
    """
    variables = {
        "INFRAR_PROVIDER": provider,
        "INFRAR_PLUGINS": os.pathsep.join(str(folder.resolve()) for folder in plugins),
        "INFRAR_SERVICES": ",".join(f"{capability}={service}" for capability, service in choices.items()),
    }
    renamed = [program.on_resources(prefix) for program in programs]
    between = [each.on_resources(prefix) for each in _settlings(programs)] if settled else []
    return _play(renamed, between, {name: value for name, value in variables.items() if value})


def transformed(
    programs: Sequence[Program],
    provider: str,
    plugins: Sequence[Path] = (),
    prefix: str = PREFIX,
    choices: Mapping[str, str] = MappingProxyType({}),
) -> Transcripts:
    """As native code, where the SDK can't be imported. A program that isn't transformed says why in its transcript."""
    native: list[Program] = []
    refused: dict[str, tuple[str, ...]] = {}
    for program in programs:
        text, problems = transform(program.on_resources(prefix), provider, plugins, choices)
        if problems:
            refused[program.id] = ("not transformed:", *problems)
        else:
            native.append(replace(program, text=text))
    between = []
    for each in _settlings(programs):
        text, problems = transform(each.on_resources(prefix), provider, plugins, choices)
        if problems:
            raise SuiteError("\n".join(problems))
        between.append(replace(each, text=text))
    return {**_play(native, between, {}, without_sdk=True), **refused}


def _settlings(programs: Sequence[Program]) -> list[Program]:
    return [settling(capability) for capability in _capabilities(programs)]


def _capabilities(programs: Sequence[Program]) -> list[str]:
    return sorted({program.capability for program in programs})


def transform(
    program: Program,
    provider: str,
    plugins: Sequence[Path] = (),
    choices: Mapping[str, str] = MappingProxyType({}),
) -> tuple[str, tuple[str, ...]]:
    """The native program, or why there is none."""
    from infrar_engine.pipeline import Request, run

    name = f"{program.name}.py"
    result = run(
        Request(
            None,
            provider=provider,
            plugins=tuple(plugins),
            infrastructure=False,
            text=program.text.encode(),
            filename=name,
            layout="mirror",
            services=tuple(sorted(choices.items())),
        )
    )
    if result.failed:
        return "", tuple(_shown(each) for each in result.diagnostics)
    written = {artifact.path: artifact.content.decode() for artifact in result.artifacts}
    return written.get(name, program.text), ()


def _shown(problem: Diagnostic) -> str:
    line = f" line {problem.location.line}:" if problem.location is not None else ""
    return f"{problem.code}{line} {problem.message}"


def _play(
    programs: Sequence[Program], between: Sequence[Program], variables: Mapping[str, str], *, without_sdk: bool = False
) -> Transcripts:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("INFRAR_")}
    with tempfile.TemporaryDirectory(prefix="conformance-") as scratch:
        folder = Path(scratch, "programs")
        folder.mkdir()
        for program in programs:
            (folder / f"{program.id}.py").write_text(program.text, "utf-8")
        for each in between:
            (folder / f"{each.name}.{each.capability}.py").write_text(each.text, "utf-8")
        transcripts = Path(scratch, "transcripts.json")
        command = [sys.executable, str(PLAYER), str(folder), str(transcripts), *(["--without-sdk"] * without_sdk)]
        done = subprocess.run(  # noqa: S603  the command is this Python on a file of ours
            command,
            env={**inherited, **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        if not transcripts.is_file():
            raise SuiteError((done.stdout + done.stderr)[-4000:])
        found: dict[str, list[str]] = json.loads(transcripts.read_text("utf-8"))
    return {name: tuple(lines) for name, lines in found.items()}
