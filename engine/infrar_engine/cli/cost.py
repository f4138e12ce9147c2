"""`infrar cost`: what it would cost a month."""

from __future__ import annotations

from pathlib import Path

import click

from infrar_engine.cli.options import PATH, PLUGINS
from infrar_engine.cli.teaching import TeachingCommand


@click.command(cls=TeachingCommand)
@PATH
@click.option(
    "-p", "--provider", "providers", multiple=True, metavar="PROVIDER", help="Only this provider. Can be repeated."
)
@click.option(
    "-e", "--environment", "environments", multiple=True, metavar="ENV", help="Only this environment. Can be repeated."
)
@click.option(
    "--usage",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="How much of each resource is used in a month (YAML).",
)
@click.option(
    "--format", "style", type=click.Choice(["text", "json"]), default="text", help="How to print. The default is text."
)
@PLUGINS
def cost(
    path: Path,
    providers: tuple[str, ...],
    environments: tuple[str, ...],
    usage: Path | None,
    style: str,
    plugins: tuple[Path, ...],
) -> None:
    """Estimate what the resources that the code uses cost a month, targets side by side.

    Without -p, the estimate is for the environments of infrar.yaml, or for all installed providers where it has none.
    Prices are dated list prices that come with the providers: nothing is asked for over the network.

    What the usage file doesn't say is assumed, and shown as assumed. What has no price is said to have none, and what the
    estimate leaves out is listed below it.

    \b
    Examples:
      infrar cost .
      infrar cost . -p {one} -p {another} --usage usage.yaml
      infrar cost . -e production --format json | jq '.estimates[].cost'

    \b
    A usage file:
      resources:
        photos: {stored_gb: 50, writes: 100000, reads: 2000000}
    """
    if providers and environments:
        raise click.UsageError("-p and -e both say what to estimate for: give one of them")

    from infrar_engine.cli.costing import tell_cost

    tell_cost(path, providers, environments, usage, plugins, style)
