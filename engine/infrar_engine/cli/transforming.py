"""The work of `infrar transform`: each path through the pipeline, then compared, printed or written."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from infrar_engine.artifacts import OutputError, Standing, check_output, check_source, write_build, write_file
from infrar_engine.cli.options import STANDARD_INPUT, standard_input
from infrar_engine.cli.running import attempt, give_up, say, send, shown_from_here, tell
from infrar_engine.model import Artifact
from infrar_engine.pipeline import Request, Result, run
from infrar_engine.report.difference import difference
from infrar_engine.report.targets import counted
from infrar_engine.report.terminal import terminal_of


@dataclass(frozen=True, slots=True)
class Input:
    """One path that was given (None: standard input), where its files go below the output, and what came of it."""

    path: Path | None
    prefix: str
    result: Result
    standing: Standing | None = None  # what was seen of the output folder before

    @property
    def root(self) -> Path | None:
        """The folder that the artifacts' sources are relative to."""
        return self.path if self.path is None or self.path.is_dir() else self.path.parent

    def placed(self) -> list[Artifact]:
        """The artifacts with their paths below the output."""
        return [replace(artifact, path=f"{self.prefix}{artifact.path}") for artifact in self.result.artifacts]


def transformed(
    paths: Sequence[Path], provider: str, plugins: tuple[Path, ...], output: Path | None, *, force: bool, single: bool
) -> list[Input]:
    """Every path rewritten; ends here, with everything told, when one has errors."""
    standing = None
    if output is not None and (not single or output.is_dir()):
        for path in paths:
            if path != STANDARD_INPUT:
                standing = check_output(output, force=force, source=path)
    inputs = []
    for path in paths:
        request = Request(path, provider, plugins=plugins, infrastructure=False, output=output, layout="mirror")
        if output is not None:
            request = replace(request, remember=True)
        if path == STANDARD_INPUT:
            request = replace(request, path=None, text=standard_input().read())
        prefix = f"{path.resolve().name}/" if len(paths) > 1 and path.is_dir() else ""
        inputs.append(Input(request.path, prefix, attempt(run, request), standing))
    tell(diagnostic for each in inputs for diagnostic in each.result.diagnostics)
    if any(each.result.failed for each in inputs):
        give_up()
    return inputs


def compare(inputs: Sequence[Input], *, show_diff: bool, only_check: bool) -> None:
    """Show what would change, and exit with 1 for it when that was asked."""
    changed = 0
    for each in inputs:
        for artifact, before in _changes(each.result):
            changed += 1
            path = shown_from_here(artifact.path, each.path)
            if show_diff:
                send(difference(path, before, artifact.content, terminal_of(sys.stdout)))
            else:
                say(f"would change: {path}\n")
    if only_check and changed:
        give_up()


def write_single(made: Input, output: Path | None, *, force: bool) -> None:
    """Print the one file, or write it to a file."""
    artifact = made.result.artifacts[0]
    if output is None:
        send(artifact.content)
    else:
        write_file(output, artifact.content, mode=artifact.mode, force=force, source=made.path)


def write_folder(inputs: Sequence[Input], output: Path, *, force: bool) -> None:
    """Mirror everything into a folder."""
    artifacts = [artifact for each in inputs for artifact in each.placed()]
    twice = [path for path, times in Counter(artifact.path for artifact in artifacts).items() if times > 1]
    if twice:
        raise OutputError(f"{twice[0]} would be written twice", "transform the paths one by one")
    for each in inputs:
        if each.root is not None:
            check_source(output, each.placed(), each.root)
    write_build(output, artifacts, _record(inputs), force=force, earlier=inputs[0].standing)
    changed = sum(len(each.result.changed) for each in inputs)
    say(f"{output}: {counted(len(artifacts), 'file')}, {changed} rewritten\n")


def _changes(result: Result) -> Iterator[tuple[Artifact, bytes | None]]:
    """The artifacts that differ from the source, with the source's bytes; None for a file that is new."""
    for artifact in result.artifacts:
        if artifact.source is None:
            yield artifact, None
        elif artifact.source in result.changed:
            yield artifact, result.originals[artifact.source]


def _record(inputs: Sequence[Input]) -> Mapping[str, object]:
    """One record for all inputs, with paths as they are in the output."""
    if len(inputs) == 1:
        return inputs[0].result.record
    merged: dict[str, Any] = {}
    for each in inputs:
        for key, value in each.result.record.items():
            if isinstance(value, dict):
                merged.setdefault(key, {}).update({f"{each.prefix}{path}": item for path, item in value.items()})
            elif isinstance(value, list):
                known = merged.setdefault(key, [])
                known += [item for item in (_moved(item, each.prefix) for item in value) if item not in known]
            else:
                merged.setdefault(key, value)
    return merged


def _moved(item: Any, prefix: str) -> Any:
    return {**item, "path": f"{prefix}{item['path']}"} if isinstance(item, dict) and "path" in item else item
