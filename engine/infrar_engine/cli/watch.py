"""`infrar watch`: a build after each save."""

from __future__ import annotations

from pathlib import Path

import click

from infrar_engine.cli.options import ENVIRONMENT, FORCE, OUTPUT, PATH, PLUGINS, PROVIDER, one_target
from infrar_engine.cli.teaching import TeachingCommand


@click.command(cls=TeachingCommand)
@PATH
@PROVIDER
@ENVIRONMENT
@OUTPUT
@FORCE
@PLUGINS
def watch(
    path: Path,
    provider: str | None,
    environment: str | None,
    output: Path,
    force: bool,
    plugins: tuple[Path, ...],
) -> None:
    """Build after each save, and say what is new.

    OUT is what `infrar build` writes. It always holds the last good build: while the code or infrar.yaml has errors,
    they are shown as they come and go, and OUT stays as it is. Ctrl-C ends it.

    \b
    Examples:
      infrar watch . -e staging -o out
      infrar watch . -p {one} -o out
    """
    one_target(provider, environment)

    from infrar_engine.cli.watching import keep_built
    from infrar_engine.pipeline import Request

    request = Request(path, provider, environment, plugins, output=output, remember=True)
    keep_built(request, output, force=force)
