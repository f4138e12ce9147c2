"""`infrar check`: the step for CI."""

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
    "--format",
    "style",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    help="How to print what is found. The default is text.",
)
@click.option("--infra", is_flag=True, help="Also let OpenTofu or Terraform validate the configuration.")
@PLUGINS
def check(
    path: Path,
    providers: tuple[str, ...],
    environments: tuple[str, ...],
    style: str,
    infra: bool,
    plugins: tuple[Path, ...],
) -> None:
    """Look for everything that would stop a build, and write nothing.

    Without -p, the environments of infrar.yaml are checked, or all installed providers where it has none. Exits with 1
    when there are errors; warnings and notes don't count.

    With --infra the configuration that a build would write is laid out in a temporary folder, initialized without its
    backend, and validated against its providers' schemas: nothing is signed in to and no state is read. The command is
    the one that INFRAR_TOFU names, else tofu, else terraform.

    \b
    Examples:
      infrar check .
      infrar check . -p {one} -p {another}
      infrar check . -e production --infra       the configuration, too
      infrar check . --format github             annotations on a pull request
      infrar check . --format sarif > infrar.sarif
    """
    if providers and environments:
        raise click.UsageError("-p and -e both say what to check for: give one of them")

    from infrar_engine.cli.checking import look

    look(path, providers, environments, style, plugins, infra=infra)
