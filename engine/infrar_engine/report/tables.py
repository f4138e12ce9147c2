"""Rows → a table: rich's on a terminal, aligned columns in a pipe."""

from __future__ import annotations

from collections.abc import Sequence

from infrar_engine.report.cells import printable, width
from infrar_engine.report.terminal import Terminal


def table(headers: Sequence[str], rows: Sequence[Sequence[str]], terminal: Terminal) -> str:
    """Cells are plain text: nothing in them is markup. Without headers ("" each) there is no head line."""
    shown = [[printable(cell, terminal.encoding) for cell in row] for row in rows]
    return _rich(headers, shown, terminal) if terminal.live else _plain(headers, shown)


def _plain(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [headers, *rows] if any(headers) else list(rows)
    widths = [max((width(row[index]) for row in lines), default=0) for index in range(len(headers))]
    return "".join(f"{_padded(row, widths)}\n" for row in lines)


def _padded(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell + " " * (room - width(cell)) for cell, room in zip(row, widths, strict=True)).rstrip()


def _rich(headers: Sequence[str], rows: Sequence[Sequence[str]], terminal: Terminal) -> str:
    from rich.console import Console  # imported here: 50 ms, for those who look at it
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=None, pad_edge=False, header_style="bold", show_header=any(headers), padding=(0, 2, 0, 0))
    for header in headers:
        drawn.add_column(Text(header), overflow="fold")
    for row in rows:
        drawn.add_row(*map(Text, row))
    console = Console(
        width=terminal.width, force_terminal=True, no_color=not terminal.colour, highlight=False, legacy_windows=False
    )
    with console.capture() as captured:
        console.print(drawn)
    return "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())
