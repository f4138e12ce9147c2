"""The Infrar engine."""
