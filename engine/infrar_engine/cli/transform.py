"""`infrar transform`: code only."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from infrar_engine.cli.options import FORCE, PLUGINS, STANDARD_INPUT, SourcePath
from infrar_engine.cli.teaching import TeachingCommand


@click.command(cls=TeachingCommand)
@click.argument("paths", nargs=-1, type=SourcePath(exists=True, allow_dash=True, path_type=Path), metavar="[PATH...|-]")
@click.option("-p", "--provider", required=True, metavar="PROVIDER", help="The provider to rewrite for.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="OUT", help="The file or folder to write.")
@click.option("--diff", "show_diff", is_flag=True, help="Show what would change, and write nothing.")
@click.option("--check", "only_check", is_flag=True, help="Exit with 1 if anything would change, and write nothing.")
@FORCE
@PLUGINS
def transform(
    paths: tuple[Path, ...],
    provider: str,
    output: Path | None,
    show_diff: bool,
    only_check: bool,
    force: bool,
    plugins: tuple[Path, ...],
) -> None:
    """Rewrite code into a provider's own.

    A file, or standard input as -, is printed; -o writes it to a file. A folder is mirrored whole into the folder OUT,
    with everything that git would track; only files that use the SDK differ. Of several paths, each is put into OUT
    under its own name.

    \b
    Examples:
      infrar transform backup.py -p {one}
      infrar transform backup.py -p {one} -o native.py
      infrar transform app -p {another} -o native
      infrar transform app -p {another} --diff | less -R
      infrar transform app -p {one} --check   is there anything left to rewrite?
      cat backup.py | infrar transform - -p {one}
    """
    given = _given(paths)
    if output is not None and (show_diff or only_check):
        raise click.UsageError("--diff and --check write nothing: leave -o out")
    single = len(given) == 1 and not given[0].is_dir()
    if not (single or output is not None or show_diff or only_check):
        raise click.UsageError("name the folder to write with -o OUT, or look at what would change with --diff")

    from infrar_engine.cli.failures import explained
    from infrar_engine.cli.transforming import compare, transformed, write_folder, write_single

    with explained():
        inputs = transformed(given, provider, plugins, output, force=force, single=single)
        if show_diff or only_check:
            compare(inputs, show_diff=show_diff, only_check=only_check)
        elif single and (output is None or given[0] == STANDARD_INPUT or not output.is_dir()):
            write_single(inputs[0], output, force=force)
        else:
            write_folder(inputs, output or Path(), force=force)


def _given(paths: Sequence[Path]) -> Sequence[Path]:
    if not paths and (sys.stdin is None or sys.stdin.isatty()):
        raise click.UsageError("name a file or a folder, or - for standard input")
    if len(paths) > 1 and STANDARD_INPUT in paths:
        raise click.UsageError("- stands for standard input and can't be mixed with paths")
    return paths or (STANDARD_INPUT,)
