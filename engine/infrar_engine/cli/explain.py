"""`infrar explain`: what a diagnostic means."""

from __future__ import annotations

import difflib
import sys

import click


@click.command()
@click.argument("code", required=False, metavar="[CODE]")
def explain(code: str | None) -> None:
    """Explain a diagnostic, with an example that fails and one that works. Without a code, list them all.

    \b
    Examples:
      infrar explain INF202
      infrar explain
    """
    from infrar_engine.codes import GROUPS, page, pages
    from infrar_engine.report.tables import table
    from infrar_engine.report.terminal import terminal_of

    terminal = terminal_of(sys.stdout)
    if code is None:
        for group, title in GROUPS.items():
            rows = [(f"  {each.code}", each.title) for each in pages() if each.code.startswith(group)]
            sys.stdout.write(f"{terminal.paint(title, 'bold')}\n{table(('', ''), rows, terminal)}\n")
        sys.stdout.write("infrar explain CODE says more.\n")
        return
    found = page(code)
    if found is None:
        near = difflib.get_close_matches(code.upper(), [each.code for each in pages()], n=3, cutoff=0.5)
        meant = f"; did you mean {' or '.join(near)}?" if near else "; infrar explain lists all"
        raise click.UsageError(f"there is no diagnostic {code}{meant}")
    if not terminal.live:
        sys.stdout.write(found.markdown)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console(width=min(terminal.width, 100), no_color=not terminal.colour, highlight=False)
    console.print(Markdown(found.markdown, code_theme="ansi_dark"))
