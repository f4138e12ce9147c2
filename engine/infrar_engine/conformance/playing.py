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

from infrar_engine.conformance.programs import PREFIX, Program, settling
from infrar_engine.model import Diagnostic

PLAYER = Path(__file__).with_name("player.py")
PATIENCE = 1800.0

Transcripts = Mapping[str, tuple[str, ...]]


class SuiteError(Exception):
    """The programs' process ended early, so there are no transcripts; the message is the last of what it said."""


def on_local_runtime(programs: Sequence[Program]) -> Transcripts:
    """As a developer runs them on a laptop."""
    with tempfile.TemporaryDirectory(prefix="conformance-home-") as home:
        return _play(programs, settling(), {"INFRAR_PROVIDER": "local", "INFRAR_HOME": home})


def through_functions(
    programs: Sequence[Program],
    provider: str,
    plugins: Sequence[Path] = (),
    prefix: str = PREFIX,
    *,
    settled: bool = True,
) -> Transcripts:
    """Untransformed, with `INFRAR_PROVIDER` set: every operation is the function of the provider's rule.

    Unless `settled`, what is in the buckets stays there.
    """
    places = os.pathsep.join(str(folder.resolve()) for folder in plugins)
    variables = {"INFRAR_PROVIDER": provider, **({"INFRAR_PLUGINS": places} if places else {})}
    renamed = [program.on_buckets(prefix) for program in programs]
    return _play(renamed, settling().on_buckets(prefix) if settled else None, variables)


def transformed(
    programs: Sequence[Program], provider: str, plugins: Sequence[Path] = (), prefix: str = PREFIX
) -> Transcripts:
    """As native code, where the SDK can't be imported. A program that isn't transformed says why in its transcript."""
    native: list[Program] = []
    refused: dict[str, tuple[str, ...]] = {}
    for program in programs:
        text, problems = transform(program.on_buckets(prefix), provider, plugins)
        if problems:
            refused[program.name] = ("not transformed:", *problems)
        else:
            native.append(replace(program, text=text))
    between, problems = transform(settling().on_buckets(prefix), provider, plugins)
    if problems:
        raise SuiteError("\n".join(problems))
    return {**_play(native, replace(settling(), text=between), {}, without_sdk=True), **refused}


def transform(program: Program, provider: str, plugins: Sequence[Path] = ()) -> tuple[str, tuple[str, ...]]:
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
    programs: Sequence[Program], between: Program | None, variables: Mapping[str, str], *, without_sdk: bool = False
) -> Transcripts:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("INFRAR_")}
    with tempfile.TemporaryDirectory(prefix="conformance-") as scratch:
        folder = Path(scratch, "programs")
        folder.mkdir()
        for program in (*programs, *([between] if between is not None else [])):
            (folder / f"{program.name}.py").write_text(program.text, "utf-8")
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
