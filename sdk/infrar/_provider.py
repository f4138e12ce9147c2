"""Which provider runs the operations of this moment, and where their implementation is.

In: the environment variable `INFRAR_PROVIDER`. Out: its value, and `Operations`, through which the capability modules
call whatever implements them now. The variable is read at every call (tests may change it); what it leads to is loaded
once.
"""

from __future__ import annotations

import os

from infrar import errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

LOCAL = "local"


def current() -> str:
    """`"local"`, or the value of `INFRAR_PROVIDER`."""
    return os.environ.get("INFRAR_PROVIDER") or LOCAL


class Operations:
    """The operations of one capability as attributes, each as the current provider implements it."""

    def __init__(self, capability: str) -> None:
        self._capability = capability
        self._loaded: dict[str, Mapping[str, Callable[..., Any]]] = {}

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):  # tools probe modules' globals for __wrapped__ and the like
            raise AttributeError(name)
        provider = current()
        operations = self._loaded.get(provider)
        if operations is None:
            operations = self._loaded[provider] = _load(provider, self._capability)
        try:
            return operations[name]
        except KeyError:
            raise errors.Unsupported(f"{self._capability}.{name} has no implementation for {provider}") from None


def _load(provider: str, capability: str) -> Mapping[str, Callable[..., Any]]:
    if provider == LOCAL:
        from importlib import import_module

        return vars(import_module(f"infrar._local.{capability}"))
    operations: Mapping[str, Callable[..., Any]] = from_engine("operations", provider, capability)
    return operations


def from_engine(name: str, provider: str, capability: str) -> Any:
    """Call one of the engine's runtime functions: the engine turns a provider's rules into callables.

    Raises:
        Unsupported: when the engine, or what the provider needs, isn't installed; the message has the command.
    """
    from importlib import import_module

    try:
        return getattr(import_module("infrar_engine.runtime"), name)(provider, capability)
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("infrar_engine."):
            raise  # an installed engine that lacks a part of itself: no extra mends that
        raise errors.Unsupported(
            f"INFRAR_PROVIDER={provider} needs the module {missing.name!r}, which isn't installed: "
            f"pip install 'infrar[cli,{provider}]'"
        ) from missing
