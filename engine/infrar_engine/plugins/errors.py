"""What is wrong with a plugin. The values are the model's, so that who only tells them needs no plugin host."""

from infrar_engine.model.findings import Finding, PluginError

__all__ = ["Finding", "PluginError"]
