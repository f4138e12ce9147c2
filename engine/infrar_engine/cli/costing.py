"""The work of `infrar cost`: a plan for each target, its provider's prices, one table."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from infrar_engine.cli.checking import targets
from infrar_engine.cli.failures import Failure, explained
from infrar_engine.cli.running import attempt, diagnostics_from_here, give_up, say, tell
from infrar_engine.config import ConfigError, load_config
from infrar_engine.cost import NO_USAGE, Estimate, Usage, UsageError, estimate, read_usage
from infrar_engine.cost.showing import cost_json, cost_text
from infrar_engine.model import Severity
from infrar_engine.pipeline import Request, Result, run
from infrar_engine.plugins.loader import load_providers
from infrar_engine.report.as_json import document
from infrar_engine.report.targets import merged
from infrar_engine.report.terminal import terminal_of


class UsageFailure(Failure):
    """A usage file that can't be used is wrong usage of the command."""

    exit_code = 2


def tell_cost(
    path: Path,
    providers: Sequence[str],
    environments: Sequence[str],
    usage: Path | None,
    plugins: tuple[Path, ...],
    style: str,
) -> None:
    """Print the estimates; exit with 1 when a target couldn't be planned, which is told instead of its estimate."""
    try:
        with explained():
            said = read_usage(usage) if usage is not None else NO_USAGE
            found = _planned(path, providers, environments, plugins)
            estimates = [_estimate(target, each, said, path, plugins) for target, each in found.items() if each.plan]
    except UsageError as error:
        raise UsageFailure([(message, "") for message in error.messages]) from error
    reported = merged({target: each.diagnostics for target, each in found.items()})
    if style == "json":
        say(document(reported, cost_json(estimates)))
    else:
        tell([each.diagnostic for each in reported if each.diagnostic.severity is Severity.ERROR])
        if any(each.resources for each in estimates):
            say(cost_text(estimates, terminal_of(sys.stdout)))
        elif estimates:
            say("the code uses nothing that costs anything\n")
    if any(each.failed for each in found.values()):
        give_up()


def _planned(
    path: Path, providers: Sequence[str], environments: Sequence[str], plugins: tuple[Path, ...]
) -> dict[str, Result]:
    """What came of each target; one with errors has no plan here."""
    try:
        if not providers and not environments:
            providers, environments = targets(path, plugins)
    except ConfigError as error:
        return {"": Result(diagnostics=diagnostics_from_here(error.diagnostics, path))}
    requests = [Request(path, provider, plugins=plugins, code=False) for provider in providers]
    requests += [Request(path, environment=each, plugins=plugins, code=False) for each in environments]
    results = {request.provider or request.environment or "": attempt(run, request) for request in requests}
    return {target: Result(diagnostics=each.diagnostics) if each.failed else each for target, each in results.items()}


def _estimate(target: str, result: Result, usage: Usage, path: Path, plugins: tuple[Path, ...]) -> Estimate:
    plan = result.plan
    assert plan is not None
    usage.check(plan.resources)
    config = load_config(path)
    folders = (*plugins, *(config.plugins if config is not None else ()))
    return estimate(plan, load_providers([plan.provider], folders)[plan.provider], usage, target)
