"""The provider plugin."""
