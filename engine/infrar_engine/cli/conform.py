"""`infrar providers conform`: the conformance suite on one provider.

In: a provider's name; the environment variables that lead its native code to a server. Out: a line for each program
that differs, with the difference, and the counts. Exit code 1 when there is one, 2 when the suite couldn't run.
"""

from __future__ import annotations

import fnmatch
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from infrar_engine.cli.failures import Failure, explained
from infrar_engine.cli.options import AS_JSON, PLUGINS

if TYPE_CHECKING:
    from infrar_engine.conformance.verdicts import Verdict
    from infrar_engine.plugins.values import Provider


class SuiteFailure(Failure):
    """The suite couldn't run, so nothing is known about the provider."""

    exit_code = 2


@click.command("conform")
@click.argument("name")
@PLUGINS
@click.option(
    "--prefix",
    default="conformance",
    show_default=True,
    metavar="PREFIX",
    help="The suite uses resources of these names: the buckets PREFIX-one, PREFIX-two, PREFIX-many …",
)
@click.option("--capability", default="", metavar="CAPABILITY", help="Only the programs of one: --capability queue.")
@click.option(
    "--service",
    "services",
    multiple=True,
    metavar="CAPABILITY=SERVICE",
    help="A service other than the provider's default: --service queue=ordered.",
)
@click.option("--only", "pattern", default="*", metavar="PATTERN", help="Programs of these names: --only 'list_*'.")
@AS_JSON
def conform_provider(
    name: str,
    plugins: tuple[Path, ...],
    prefix: str,
    capability: str,
    services: tuple[str, ...],
    pattern: str,
    as_json: bool,
) -> None:
    """Run the conformance suite on a provider: through its functions, and as transformed code without the SDK.

    Set the environment variables that lead native code to a server: an emulator, or an account made for this. The
    resources must be there and empty; whatever the suite finds in them is deleted. (PREFIX-many, a bucket, keeps about a
    thousand small objects.) Exits with 1 when a transcript differs.

    \b
    Examples:
      infrar providers conform acme --plugins ./acme
      infrar providers conform acme --plugins ./acme --prefix my-test --only 'list_*'
      infrar providers conform acme --plugins ./acme --capability queue --service queue=ordered
    """
    from infrar_engine.cli.progress import progress
    from infrar_engine.conformance.playing import SuiteError
    from infrar_engine.conformance.suite import suite
    from infrar_engine.conformance.verdicts import WAYS, conform
    from infrar_engine.plugins import load_providers

    with explained():
        providers = load_providers([name], plugins)
    choices = dict(_choice(providers[name], each) for each in services)
    chosen = [each for each in suite(providers, name, choices, capability) if fnmatch.fnmatch(each.name, pattern)]
    if not chosen:
        raise click.UsageError(f"no program is named {pattern}; `--only '*'` runs all")
    try:
        with progress() as show:
            ways = list(WAYS)
            verdicts = conform(
                chosen,
                name,
                plugins,
                prefix,
                choices,
                lambda way: show(way, ways.index(way), len(ways)) if show else None,
            )
    except SuiteError as error:
        *_, reason = str(error).strip().splitlines() or ["it ended without a word"]
        hint = "do the variables of the environment lead native code to a server, and are its buckets there and empty?"
        hint = hint if reason != str(error).strip() else ""  # what the suite says itself needs none
        raise SuiteFailure([(f"the suite can't run: {reason}", hint)]) from error
    if as_json:
        click.echo(json.dumps([_described(verdict) for verdict in verdicts], indent=2, ensure_ascii=False))
    else:
        _print(verdicts, len(chosen))
    if not all(verdict.conforms for verdict in verdicts):
        sys.exit(1)


def _choice(provider: Provider, text: str) -> tuple[str, str]:
    capability, _, service = text.partition("=")
    if provider.service_for(capability, service) is None:
        known = ", ".join(f"{each.capability}={each.id.rpartition('/')[2]}" for each in provider.services)
        raise click.UsageError(f"--service {text}: {provider.name} has {known}")
    return capability, service


def _described(verdict: Verdict) -> dict[str, object]:
    return {
        "program": verdict.program.name,
        "about": verdict.program.about,
        "way": verdict.way,
        "conforms": verdict.conforms,
        "difference": list(verdict.difference),
    }


def _print(verdicts: Sequence[Verdict], programs: int) -> None:
    for verdict in verdicts:
        if not verdict.conforms:
            click.echo(f"{verdict.program.name}, {verdict.way}: {verdict.program.about}")
            click.echo("".join(f"    {line}\n" for line in verdict.difference))
    for way in dict.fromkeys(verdict.way for verdict in verdicts):
        passed = sum(verdict.conforms for verdict in verdicts if verdict.way == way)
        click.echo(f"{way}: {passed} of {programs} programs conform")
