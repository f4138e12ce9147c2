"""Matches → edits → native text. The one entry is `rewrite_project`."""

from infrar_engine.rewrite.project import Rewritten, rewrite_project
from infrar_engine.rewrite.target import Place, Target

__all__ = ["Place", "Rewritten", "Target", "rewrite_project"]
