"""Uses + rule book → what the target says to each: a `Match`, or why it can't be."""

from infrar_engine.match.conditions import holds
from infrar_engine.match.matcher import match

__all__ = ["holds", "match"]
