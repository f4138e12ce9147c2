"""Places in a file, and replacements at them, as byte offsets into its UTF-8 text."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Bytes `start` to `end` (exclusive)."""

    start: int
    end: int

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Origin:
    """What a piece of generated code is (`kind`: "call", "helper", "client", …) and what it is there for ("storage.move")."""

    kind: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Characters `start` to `end` of a new text, and the bytes of the source that they stand for, None when there are none.

    Without an `origin` they are these very bytes; with one they were made of them. `parts` count from `start`.
    """

    start: int
    end: int
    source: Span | None
    origin: Origin | None = None
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replace the bytes of `span` by `text`; an empty span inserts. `origin` and `parts` say where the text comes from."""

    span: Span
    text: str
    origin: Origin | None = field(default=None, compare=False)
    parts: tuple[Part, ...] = field(default=(), compare=False)
