"""`infrar scan`: what the code uses."""

from __future__ import annotations

from pathlib import Path

import click

from infrar_engine.cli.options import AS_JSON, PATH, PLUGINS
from infrar_engine.cli.teaching import TeachingCommand


@click.command(cls=TeachingCommand)
@PATH
@click.option("-p", "--provider", metavar="PROVIDER", help="Only this provider's permissions.")
@PLUGINS
@AS_JSON
def scan(path: Path, provider: str | None, plugins: tuple[Path, ...], as_json: bool) -> None:
    """Show what the code uses, where, and which permissions that takes on each provider.

    \b
    Examples:
      infrar scan .
      infrar scan app/store.py -p {one}
      infrar scan . --json | jq -r '.uses[] | "\\(.path):\\(.line) \\(.operation)"'
    """
    from infrar_engine.cli.scanning import show

    show(path, provider, plugins, as_json=as_json)
