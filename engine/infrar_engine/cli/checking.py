"""The work of `infrar check`: the pipeline for each target, and one report."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from infrar_engine.cli.failures import explained
from infrar_engine.cli.running import attempt, diagnostics_from_here, give_up, say
from infrar_engine.config import ConfigError, load_config
from infrar_engine.model import Diagnostic, Severity
from infrar_engine.pipeline import Request, run
from infrar_engine.plugins.loader import load_providers
from infrar_engine.report.targets import Reported, merged, tally
from infrar_engine.report.terminal import terminal_of


def look(
    path: Path, providers: Sequence[str], environments: Sequence[str], style: str, plugins: tuple[Path, ...]
) -> None:
    """Check for each target, print everything once, and exit with 1 when there is an error."""
    with explained():
        found = _found(path, providers, environments, plugins)
    reported = merged(found)
    say(_text(reported, list(found), style))
    if any(each.diagnostic.severity is Severity.ERROR for each in reported):
        give_up()


def _found(
    path: Path, providers: Sequence[str], environments: Sequence[str], plugins: tuple[Path, ...]
) -> dict[str, Sequence[Diagnostic]]:
    """The diagnostics of each target. A configuration that can't be read is the one thing to tell."""
    try:
        if not providers and not environments:
            providers, environments = _targets(path, plugins)
    except ConfigError as error:
        return {"": diagnostics_from_here(error.diagnostics, path)}
    requests = [Request(path, provider, plugins=plugins) for provider in providers]
    requests += [Request(path, environment=environment, plugins=plugins) for environment in environments]
    return {request.provider or request.environment or "": attempt(run, request).diagnostics for request in requests}


def _targets(path: Path, plugins: tuple[Path, ...]) -> tuple[Sequence[str], Sequence[str]]:
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
