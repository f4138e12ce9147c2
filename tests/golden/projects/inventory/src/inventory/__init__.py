"""What is in stock, kept on object storage."""

from .store import Item, UnknownItem, find, save

__all__ = ["Item", "UnknownItem", "find", "save"]
