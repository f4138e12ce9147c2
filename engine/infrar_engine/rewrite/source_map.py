"""Edits → which lines of the output come from which lines of the source."""

from __future__ import annotations

from collections.abc import Sequence

from infrar_engine.model import Edit, Span
from infrar_engine.source.project import SourceFile


def file_map(file: SourceFile, edits: Sequence[Edit]) -> list[dict[str, int]]:
    """The map of one file; that of a notebook has the `cell` of each run, and lines count from the cell's first."""
    if not file.is_notebook:
        return source_map(file.text.utf8, edits)
    runs: list[dict[str, int]] = []
    for unit in file.syntax.units():
        inside = [Edit(_shifted(e.span, unit), e.text) for e in edits if unit.start <= e.span.start <= unit.end + 1]
        cell = file.syntax.location(unit.start, unit.start).cell or 0
        runs += [{"cell": cell, **run} for run in source_map(file.text.utf8[unit.start : unit.end], inside)]
    return runs


def _shifted(span: Span, unit: Span) -> Span:
    length = unit.end - unit.start
    return Span(min(span.start - unit.start, length), min(span.end - unit.start, length))


def source_map(source: bytes, edits: Sequence[Edit]) -> list[dict[str, int]]:
    """Runs of output lines, each with where it comes from: `line` and `lines` in the output, `source` and `source_lines` there.

    A run that was not edited maps line by line. In an edited one every line stands for the whole of the source run.
    """
    runs: list[dict[str, int]] = []
    out_line, line = 1, 1
    position = 0
    for edit in sorted(edits):
        same = source.count(b"\n", position, edit.span.start)
        if same:
            runs.append(_run(out_line, same, line, same))
            out_line, line = out_line + same, line + same
        written = edit.text.count("\n")
        replaced = source.count(b"\n", edit.span.start, edit.span.end)
        runs.append(_run(out_line, written + 1, line, replaced + 1))
        out_line, line = out_line + written, line + replaced
        position = edit.span.end
    rest = source.count(b"\n", position)
    if rest or not runs:
        runs.append(_run(out_line, rest + 1, line, rest + 1))
    return _joined(runs)


def _joined(runs: list[dict[str, int]]) -> list[dict[str, int]]:
    """Runs that follow each other line by line, or lie within one line, become one."""
    out: list[dict[str, int]] = []
    for run in runs:
        last = out[-1] if out else None
        if (
            last is not None
            and _is_plain(last)
            and _is_plain(run)
            and run["line"] - run["source"] == last["line"] - last["source"]
        ):
            end = max(last["line"] + last["lines"], run["line"] + run["lines"])
            last["lines"] = last["source_lines"] = end - last["line"]
        else:
            out.append(run)
    return out


def _is_plain(run: dict[str, int]) -> bool:
    return run["lines"] == run["source_lines"]


def _run(line: int, lines: int, source: int, source_lines: int) -> dict[str, int]:
    return {"line": line, "lines": lines, "source": source, "source_lines": source_lines}
