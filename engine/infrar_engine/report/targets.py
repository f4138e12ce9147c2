"""Diagnostics of several targets → each once, with the targets it concerns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from infrar_engine.model import Diagnostic, Severity


@dataclass(frozen=True, slots=True)
class Reported:
    """A diagnostic, and the providers or environments for which it holds: () when that is all that were asked for."""

    diagnostic: Diagnostic
    targets: tuple[str, ...] = ()


def merged(found: Mapping[str, Iterable[Diagnostic]]) -> list[Reported]:
    """Each diagnostic once, by place. `found` has the diagnostics of each target."""
    targets: dict[Diagnostic, list[str]] = {}
    for target, diagnostics in found.items():
        for diagnostic in diagnostics:
            names = targets.setdefault(diagnostic, [])
            if target not in names:
                names.append(target)
    reported = [
        Reported(diagnostic, () if len(names) == len(found) else tuple(names)) for diagnostic, names in targets.items()
    ]
    return sorted(reported, key=_order)


def counts(reported: Iterable[Reported]) -> dict[Severity, int]:
    """How many there are of each severity."""
    found = dict.fromkeys(Severity, 0)
    for each in reported:
        found[each.diagnostic.severity] += 1
    return found


def counted(number: int, noun: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def tally(reported: Iterable[Reported]) -> str:
    """`2 errors, 1 warning`, "" when there is nothing to say."""
    return ", ".join(counted(number, severity.value) for severity, number in counts(reported).items() if number)


def _order(reported: Reported) -> tuple[str, int, int, str, str]:
    diagnostic = reported.diagnostic
    place = diagnostic.location.in_file if diagnostic.location is not None else None
    line, column = (place.line, place.column) if place else (0, 0)
    return (place.path if place else "", line, column, diagnostic.code, diagnostic.message)
