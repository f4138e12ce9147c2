"""Acme Object Store as a provider plugin: everything it says is in the files beside this one."""

from infrar_engine.plugins.hookspecs import provider_folder

infrar_providers = provider_folder(__file__)
