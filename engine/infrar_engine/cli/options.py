"""The options that several commands have, described once."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import BinaryIO

import click

STANDARD_INPUT = Path("-")


def standard_input() -> BinaryIO:
    """What is read as -; a closed one is wrong usage."""
    if sys.stdin is None:
        raise click.UsageError("standard input is closed: name a file")
    return sys.stdin.buffer


class SourcePath(click.Path):
    """A folder, a file or a pipe; a device isn't read, because some never end, nor is a socket, which nobody can open."""

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        path = super().convert(value, param, ctx)
        mode = 0 if path == STANDARD_INPUT else os.stat(path).st_mode  # noqa: PTH116 # whatever kind of path it is
        if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
            self.fail(f"{os.fsdecode(path)} is a device: name a file or a folder", param, ctx)
        if stat.S_ISSOCK(mode):
            self.fail(f"{os.fsdecode(path)} is a socket: name a file or a folder", param, ctx)
        return path


PATH = click.argument("path", type=SourcePath(exists=True, path_type=Path), metavar="PATH")
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
