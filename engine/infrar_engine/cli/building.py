"""The work of `infrar build` and `infrar generate`."""

from __future__ import annotations

import sys
from pathlib import Path

from infrar_engine.artifacts import Written, check_output, write_build
from infrar_engine.cli.failures import explained
from infrar_engine.cli.running import attempt, give_up, reported, say, tell
from infrar_engine.pipeline import Request, Result, run
from infrar_engine.report.as_json import document
from infrar_engine.report.cells import printable
from infrar_engine.report.results import build_rows
from infrar_engine.report.tables import table
from infrar_engine.report.terminal import terminal_of


def produce(request: Request, output: Path, *, force: bool, as_json: bool) -> None:
    """Run the pipeline, write the folder and say what is in it; on errors, say them and write nothing."""
    assert request.path is not None  # the commands ask for it
    root = request.path if request.path.is_dir() else request.path.parent
    with explained():
        standing = check_output(output, force=force, source=root)
        result = attempt(run, request)
        if not as_json:
            tell(result.diagnostics)
        written = None
        if not result.failed:
            written = write_build(output, result.artifacts, result.record, force=force, source=root, earlier=standing)
    if as_json:
        say(_json(result, written))
    elif written is not None:
        say(_text(result, written))
    if written is None:
        give_up()


def _text(result: Result, written: Written) -> str:
    terminal = terminal_of(sys.stdout)
    environment = f", environment {result.record['environment']}" if result.record.get("environment") else ""
    title = f"{result.record.get('project')} for {result.record.get('provider')}{environment}"
    rows = [
        (name, amount, str(written.output / place) if place else "")
        for name, amount, place in build_rows(
            len(result.changed), result.uses, result.plan, [artifact.path for artifact in result.artifacts]
        )
    ]
    return f"{terminal.paint(printable(title, terminal.encoding), 'bold')}\n{table(('', '', ''), rows, terminal)}"


def _json(result: Result, written: Written | None) -> str:
    more: dict[str, object] = {"output": None}
    if written is not None:
        record = result.record
        more = {
            "output": str(written.output),
            "project": record.get("project"),
            "provider": record.get("provider"),
            "environment": record.get("environment"),
            "files": {"written": written.written, "unchanged": written.unchanged, "removed": written.removed},
            "rewritten": result.changed,
            "uses": len(result.uses),
            "resources": record.get("resources"),
            "grants": record.get("grants"),
        }
    return document(reported(result.diagnostics), more)
