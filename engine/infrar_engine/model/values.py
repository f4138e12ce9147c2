"""What is known of an argument before the program runs: exactly so much, and never a guess."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Literal:
    """The value itself: a constant, or what constants in sight come to."""

    value: str | bytes | int | float | bool | tuple[object, ...] | frozenset[tuple[object, object]] | None


@dataclass(frozen=True, slots=True)
class FromEnvironment:
    """`os.environ[variable]`, read when the program starts or runs; `default` where the code gives one."""

    variable: str
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Prefixed:
    """A text of which only the beginning is known, as in `f"daily/{day}.csv"`."""

    prefix: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several values, all of them in sight."""

    values: tuple[Literal | FromEnvironment | Prefixed, ...]


@dataclass(frozen=True, slots=True)
class Dynamic:
    """Not known here; `reason` ends the sentence "its value can't be seen here: ..."."""

    reason: str


Value: TypeAlias = Literal | FromEnvironment | Prefixed | Choice | Dynamic
