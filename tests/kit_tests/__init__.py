"""Proof that the kit itself can be relied on: what it must accept passes, what it must catch fails."""
