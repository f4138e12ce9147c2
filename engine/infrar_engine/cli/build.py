"""`infrar build`: native code and infrastructure."""

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
def build(
    path: Path,
    provider: str | None,
    environment: str | None,
    output: Path,
    force: bool,
    plugins: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Write native code and the infrastructure it needs.

    \b
    OUT then holds
      app/                 the project's files, with native code where they used the SDK
      requirements.txt     what they need to run
      infra/               OpenTofu configuration: resources, an identity, exactly the permissions needed
      infrar-build.json    what was done and why

    A folder that holds anything else is refused; Terraform's own files in infra/ stay. A build that fails or is
    killed leaves the last one as it was.

    \b
    Examples:
      infrar build . -p {one} -o out
      infrar build . -e production -o out        as infrar.yaml describes production
      infrar build . -p acme --plugins ./acme -o out
    """
    one_target(provider, environment)

    from infrar_engine.cli.building import produce
    from infrar_engine.pipeline import Request

    request = Request(path, provider, environment, plugins, output=output, remember=True)
    produce(request, output, force=force, as_json=as_json)
