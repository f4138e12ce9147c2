"""Values that are made when they are first asked for: most runs need few of a provider's files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from infrar_engine.plugins.reports import Report

T = TypeVar("T")


class Later(Generic[T]):
    """What `make` returns, made once."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], T]) -> None:
        self._make: Callable[[], T] | None = make
        self._made: T

    def get(self) -> T:
        if self._make is not None:
            self._made = self._make()
            self._make = None
        return self._made


def reading(read: Callable[[Report], T], report: Report, *, at_once: bool) -> Later[T]:
    """What `read` makes of a provider's files: at once, with findings in `report`, or later, with a `PluginError` for them."""
    if at_once:
        made = read(report)
        return Later(lambda: made)

    def alone() -> T:
        own = Report()
        made = read(own)
        own.result()
        return made

    return Later(alone)
