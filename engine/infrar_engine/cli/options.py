"""The options that several commands have, described once."""

from __future__ import annotations

from pathlib import Path

import click

STANDARD_INPUT = Path("-")
PATH = click.argument("path", type=click.Path(exists=True, path_type=Path), metavar="PATH")
PROVIDER = click.option("-p", "--provider", metavar="PROVIDER", help="The provider to build for.")
ENVIRONMENT = click.option("-e", "--environment", metavar="ENV", help="An environment of infrar.yaml to build for.")
OUTPUT = click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), metavar="OUT", help="The folder to write."
)
PLUGINS = click.option(
    "--plugins",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    multiple=True,
    metavar="DIR",
    help="A provider folder, or a folder of them. Can be given more than once.",
)
FORCE = click.option(
    "--force", is_flag=True, help="Write over files that were edited or are in the way; keep what else is there."
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def one_target(provider: str | None, environment: str | None) -> None:
    """A command builds for one provider, named by -p or by an environment."""
    if provider is None and environment is None:
        raise click.UsageError("say what to build for: -p PROVIDER, or -e ENV with an infrar.yaml")
    if provider is not None and environment is not None:
        raise click.UsageError("-p and -e both say what to build for: give one of them")
