"""What is wrong with a plugin: findings, and the exception that carries all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One mistake in a provider folder: `rules.yaml:14: storage.upload.grants[0].on: "bukcet" is no parameter of …`.

    `line` counts from 1 and is 0 when no line is to blame (a missing file); `key` is "" when the whole file is meant.
    """

    path: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return ": ".join(part for part in (place, self.key, self.message) if part)


class PluginError(Exception):
    """A plugin that was asked for is missing or broken; `findings` has everything that was found, in order."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))
