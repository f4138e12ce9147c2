"""The whole contract between a plugin and Infrar: four hooks, a sentence each.

A plugin is a module that an entry point in the group `infrar.providers` names, under the id of its provider. Most
need one line: `infrar_providers = provider_folder(__file__)`. Everything else is files (see docs/plugins.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pluggy

from infrar_engine.plugins.errors import Finding

if TYPE_CHECKING:
    from infrar_engine.plugins.values import Provider

GROUP = "infrar.providers"
PROJECT = "infrar"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def infrar_providers() -> Sequence[Path]:  # type: ignore[empty-body] # pluggy reads the signature and docstring only
    """Folders, each with a provider.yaml, that this plugin ships."""


@hookspec
def infrar_capabilities() -> Mapping[str, Path]:  # type: ignore[empty-body] # as above
    """SDK modules for further capabilities: each one's dotted name and source file, written as the SDK's own are."""


@hookspec
def infrar_template_filters() -> Mapping[str, Callable[..., str]]:  # type: ignore[empty-body] # as above
    """Filters, by name, for the Terraform templates of this plugin's providers."""


@hookspec
def infrar_check_provider(provider: Provider) -> Iterable[Finding]:  # type: ignore[empty-body] # as above
    """What is wrong with a provider folder by rules of your own; asked by `infrar providers lint`."""


def provider_folder(file: str) -> Callable[[], Sequence[Path]]:
    """An `infrar_providers` hook for the usual case: the provider is the folder that the module `file` is in."""

    @hookimpl
    def infrar_providers() -> Sequence[Path]:
        return [Path(file).parent]

    return infrar_providers
