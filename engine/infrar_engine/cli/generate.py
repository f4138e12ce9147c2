"""`infrar generate`: infrastructure only."""

from __future__ import annotations

from pathlib import Path

import click

from infrar_engine.cli.options import AS_JSON, ENVIRONMENT, FORCE, OUTPUT, PATH, PLUGINS, PROVIDER, one_target
from infrar_engine.cli.teaching import TeachingCommand


@click.command(cls=TeachingCommand)
@PATH
@PROVIDER
@ENVIRONMENT
@OUTPUT
@FORCE
@PLUGINS
@AS_JSON
def generate(
    path: Path,
    provider: str | None,
    environment: str | None,
    output: Path,
    force: bool,
    plugins: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Write the infrastructure that the code needs, and no code.

    OUT then holds infra/, with OpenTofu configuration, and infrar-build.json, which says what was done and why.

    \b
    Examples:
      infrar generate . -p {one} -o out
      infrar generate . -e production -o out     as infrar.yaml describes production
      cd out/infra && ./bootstrap.sh && tofu init && tofu plan
    """
    one_target(provider, environment)

    from infrar_engine.cli.building import produce
    from infrar_engine.pipeline import Request

    request = Request(path, provider, environment, plugins, code=False, output=output, remember=True)
    produce(request, output, force=force, as_json=as_json)
