"""The work of `infrar scan`."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from infrar_engine.cli.failures import explained
from infrar_engine.cli.running import attempt, give_up, placed, reported, say, tell
from infrar_engine.model import OperationUse
from infrar_engine.pipeline import Request, Result
from infrar_engine.pipeline import scan as scan_project
from infrar_engine.report.as_json import document
from infrar_engine.report.results import scan_json, scan_text
from infrar_engine.report.targets import counted
from infrar_engine.report.terminal import terminal_of


def show(path: Path, provider: str | None, plugins: tuple[Path, ...], *, as_json: bool) -> None:
    """Print uses and permissions; exit with 1 when some of the code couldn't be understood."""
    with explained():
        result = _placed(attempt(scan_project, Request(path, provider, plugins=plugins)), path)
    if as_json:
        more = {"files": result.files, **scan_json(result.uses, result.matches_by_provider, result.choices_by_provider)}
        say(document(reported(result.diagnostics), more))
    else:
        tell(result.diagnostics)
        if result.uses:
            say(scan_text(result.uses, result.matches_by_provider, result.choices_by_provider, terminal_of(sys.stdout)))
        elif not result.failed:
            say(f"no use of the SDK in {counted(result.files, 'file')}\n")
    if result.failed:
        give_up()


def _placed(result: Result, path: Path) -> Result:
    """The result with paths as they are from the current folder."""

    def moved(use: OperationUse) -> OperationUse:
        return replace(use, location=placed(use.location, path))

    return replace(
        result,
        uses=tuple(moved(use) for use in result.uses),
        matches_by_provider={
            provider: tuple(replace(match, use=moved(match.use)) for match in matches)
            for provider, matches in result.matches_by_provider.items()
        },
    )
