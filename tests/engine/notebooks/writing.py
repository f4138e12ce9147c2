"""Cells as tables have them → notebooks as programs write them, in every layout that is about, and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
Cell = tuple[str, str]  # "code" or "markdown", and the text

_OUTPUT = {"output_type": "stream", "name": "stdout", "text": ["from infrar import storage é\n"]}


def cells_of(text: str) -> list[Cell]:
    """`[code]` and `[markdown]` lines begin a cell."""
    found: list[tuple[str, list[str]]] = []
    for line in text.rstrip("\n").split("\n"):
        if line in ("[code]", "[markdown]"):
            found.append((line[1:-1], []))
        else:
            found[-1][1].append(line)
    return [(kind, "\n".join(lines)) for kind, lines in found]


def shown(cells: Sequence[Cell]) -> str:
    return "".join(f"[{kind}]\n{text}\n" if text else f"[{kind}]\n" for kind, text in cells)


def notebook(cells: Sequence[Cell], *, listed: bool = True, metadata: Any = KERNEL) -> dict[str, Any]:
    """Format 4, as Jupyter has it in memory."""
    return {
        "cells": [_cell(kind, text, number, listed) for number, (kind, text) in enumerate(cells)],
        "metadata": metadata,
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _cell(kind: str, text: str, number: int, listed: bool) -> dict[str, Any]:
    source = text.splitlines(keepends=True) if listed else text
    cell = {"cell_type": kind, "id": f"id-{number}", "metadata": {"tags": ["é"]}}
    if kind == "code":
        cell |= {"execution_count": number, "outputs": [_OUTPUT]}
    return {**cell, "source": source}


def old(cells: Sequence[Cell]) -> dict[str, Any]:
    """Format 3, with its worksheets."""
    made = [
        {"cell_type": kind, "language": "python", ("input" if kind == "code" else "source"): text.splitlines(True)}
        for kind, text in cells
    ]
    return {"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": made}]}


def _json(value: Any, **options: Any) -> bytes:
    return json.dumps(value, **options).encode()


LAYOUTS: dict[str, Callable[[Sequence[Cell]], bytes]] = {
    "as Jupyter writes it": lambda cells: _json(notebook(cells), indent=1, ensure_ascii=False) + b"\n",
    "escaped, by four, keys in order": lambda cells: _json(notebook(cells), indent=4, sort_keys=True),
    "compact": lambda cells: _json(notebook(cells), separators=(",", ":")),
    "on one line": lambda cells: _json(notebook(cells)),
    "each source one string": lambda cells: _json(notebook(cells, listed=False), indent=1),
    "CRLF between keys, with a byte order mark": lambda cells: (
        b"\xef\xbb\xbf" + _json(notebook(cells), indent=2).replace(b"\n", b"\r\n")
    ),
    "format 3": lambda cells: _json(old(cells), indent=1),
}


def read(data: bytes) -> list[Cell]:
    """The cells of a notebook in any layout."""
    content = json.loads(data.decode("utf-8-sig"))
    cells = content["cells"] if "cells" in content else content["worksheets"][0]["cells"]
    texts = (cell.get("source", cell.get("input")) for cell in cells)
    return [(cell["cell_type"], "".join(text)) for cell, text in zip(cells, texts, strict=True)]
