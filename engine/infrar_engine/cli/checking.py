"""The work of `infrar check`: the pipeline for each target, what OpenTofu or Terraform says of it, and one report."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from infrar_engine.cli.failures import explained
from infrar_engine.cli.progress import progress
from infrar_engine.cli.running import attempt, diagnostics_from_here, give_up, say, tell
from infrar_engine.config import ConfigError, load_config
from infrar_engine.deploy import Runner, RunnerMissingError, check_configuration, find_runner
from infrar_engine.model import Diagnostic, Severity
from infrar_engine.pipeline import Request, Result, run
from infrar_engine.plugins.loader import load_providers
from infrar_engine.report.targets import Reported, merged, tally
from infrar_engine.report.terminal import terminal_of


def look(
    path: Path,
    providers: Sequence[str],
    environments: Sequence[str],
    style: str,
    plugins: tuple[Path, ...],
    *,
    infra: bool,
) -> None:
    """Check for each target, print everything once, and exit with 1 when there is an error."""
    runner = _runner() if infra else None
    with explained():
        found = _found(path, providers, environments, plugins, runner)
    reported = merged(found)
    say(_text(reported, list(found), style))
    if any(each.diagnostic.severity is Severity.ERROR for each in reported):
        give_up()


def _runner() -> Runner:
    """OpenTofu or Terraform; asking for what can't be done here is wrong usage."""
    try:
        return find_runner()
    except RunnerMissingError as error:
        tell([error.diagnostic])
        raise click.exceptions.Exit(click.UsageError.exit_code) from error


def _found(
    path: Path,
    providers: Sequence[str],
    environments: Sequence[str],
    plugins: tuple[Path, ...],
    runner: Runner | None,
) -> dict[str, Sequence[Diagnostic]]:
    """The diagnostics of each target. A configuration that can't be read is the one thing to tell."""
    try:
        if not providers and not environments:
            providers, environments = targets(path, plugins)
    except ConfigError as error:
        return {"": diagnostics_from_here(error.diagnostics, path)}
    requests = [Request(path, provider, plugins=plugins) for provider in providers]
    requests += [Request(path, environment=environment, plugins=plugins) for environment in environments]
    results = {request.provider or request.environment or "": attempt(run, request) for request in requests}
    validated = _validated(results, runner) if runner is not None else {}
    return {target: (*result.diagnostics, *validated.get(target, ())) for target, result in results.items()}


def _validated(results: Mapping[str, Result], runner: Runner) -> dict[str, Sequence[Diagnostic]]:
    """What the runner says of each target. One with errors has no configuration yet."""
    found: dict[str, Sequence[Diagnostic]] = {}
    with progress() as shown:
        for index, (target, result) in enumerate(results.items()):
            if shown is not None:
                shown("validating", index, len(results))
            found[target] = check_configuration(result.artifacts, runner)
    return found


def targets(path: Path, plugins: tuple[Path, ...]) -> tuple[Sequence[str], Sequence[str]]:
    """The providers, or else the environments, to check for when nobody says."""
    config = load_config(path)
    if config is not None and config.environments:
        return (), tuple(config.environments)
    return load_providers(None, (*plugins, *(config.plugins if config is not None else ()))).ids, ()


def _text(reported: Sequence[Reported], targets: Sequence[str], style: str) -> str:
    if style == "json":
        from infrar_engine.report.as_json import document

        return document(reported, {"targets": [target for target in targets if target]})
    if style == "sarif":
        from importlib.metadata import version

        from infrar_engine.codes import pages
        from infrar_engine.report.sarif import sarif

        return sarif(reported, pages(), version("infrar"))
    if style == "github":
        from infrar_engine.report.github import workflow_commands

        return workflow_commands(reported)
    from infrar_engine.report.text import diagnostics_text

    names = ", ".join(target for target in targets if target)
    checked = f"checked for {names}" if names else "not checked"
    return f"{diagnostics_text(reported, terminal_of(sys.stdout))}{tally(reported) or 'no problems'} ({checked})\n"
