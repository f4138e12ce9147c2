"""Matches → edits → native text. The one entry is `rewrite_project`."""

from infrar_engine.rewrite.project import Rewritten, rewrite_project
from infrar_engine.rewrite.target import Target

__all__ = ["Rewritten", "Target", "rewrite_project"]
