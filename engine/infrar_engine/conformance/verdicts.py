"""Whether a provider does what the SDK promises.

In: a provider and where it is found; the environment says which server its native code reaches. Out: a `Verdict` for
each program and each of the two ways to run it on a cloud. The suite begins with empty buckets and leaves the first
two so; buckets that hold something else are refused, because their objects would be deleted.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from infrar_engine.conformance.playing import SuiteError, Transcripts, through_functions, transformed
from infrar_engine.conformance.programs import PREFIX, Program, resources

WAYS = {"functions": through_functions, "transformed": transformed}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one program did one way."""

    program: Program
    way: str
    actual: tuple[str, ...]

    @property
    def conforms(self) -> bool:
        return self.actual == self.program.expected

    @property
    def difference(self) -> tuple[str, ...]:
        """Expected lines that are missing begin with `-`, others with `+`, those around them with a space."""
        lines = difflib.unified_diff(self.program.expected, self.actual, lineterm="", n=2)
        return tuple(line for line in lines if not line.startswith(("---", "+++", "@@")))


def conform(
    programs: Sequence[Program],
    provider: str,
    plugins: Sequence[Path] = (),
    prefix: str = PREFIX,
    choices: Mapping[str, str] = MappingProxyType({}),
    starting: Callable[[str], None] = lambda way: None,
) -> tuple[Verdict, ...]:
    """Run the programs through the provider's functions, then transformed; `starting` is told each way's name."""
    if any(program.capability == "storage" for program in programs):
        _require_empty(provider, plugins, prefix)
    verdicts: list[Verdict] = []
    for way, play in WAYS.items():
        starting(way)
        found: Transcripts = play(programs, provider, plugins, prefix, choices)
        verdicts += [Verdict(program, way, found[program.id]) for program in programs]
    return tuple(verdicts)


def _require_empty(provider: str, plugins: Sequence[Path], prefix: str) -> None:
    """Look, by a program of its own, that nothing would be lost."""
    one, two, _ = resources("storage", prefix)
    text = (
        "from infrar import storage\n"
        f"for bucket in ({one!r}, {two!r}):\n"
        "    print(f'{bucket} holds an object' if storage.list_objects(bucket, limit=1) else 'empty')\n"
    )
    look = Program("look", "storage", "", (), text)
    lines = through_functions([look], provider, plugins, prefix, settled=False)["storage.look"]
    if lines != ("empty", "empty"):
        raise SuiteError("\n".join(line for line in lines if line != "empty"))
