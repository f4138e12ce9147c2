"""Infrar."""
