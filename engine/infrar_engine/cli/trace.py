"""`infrar trace`: where a traceback of a deployed program comes from."""

from __future__ import annotations

from pathlib import Path

import click

from infrar_engine.cli.teaching import TeachingCommand

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(cls=TeachingCommand)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path), required=False)
@click.option("--build", "folder", type=_FOLDER, metavar="DIR", help="The folder of the build that was deployed.")
@click.option("--record", type=_FILE, metavar="FILE", help="Its infrar-build.json alone.")
@click.option("--source", type=_FOLDER, metavar="DIR", help="The project's folder. By default it is looked for.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How to print what is found. The default is text.",
)
def trace(file: Path | None, folder: Path | None, record: Path | None, source: Path | None, style: str) -> None:
    """Show where a traceback of a deployed program comes from.

    FILE is a program's output or a log, standard input without one. It is printed line by line as it comes, with the place
    in the source beside each frame of the build. All else is printed as it is. The build is the one whose infrar-build.json is in the current
    folder or a folder above it, unless --build or --record names another.

    \b
    Examples:
      infrar trace error.log --build out
      python out/app/main.py 2>&1 | infrar trace --build out
      tail -f service.log | infrar trace --record infrar-build.json
      infrar trace error.log --format json | jq '.frames[] | select(.source)'
    """
    if folder is not None and record is not None:
        raise click.UsageError("--build and --record both say which build it was: give one of them")

    from infrar_engine.cli.tracing import show

    show(None if file == Path("-") else file, folder, record, source, as_json=style == "json")
