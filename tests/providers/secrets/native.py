"""The rules of secrets and parameters as modules: their functions as they are, raising what the clouds' libraries raise."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType

import pytest

from infrar_engine.plugins import RuleBook, load_providers
from infrar_engine.runtime import native_source

PROVIDERS = ("aws", "azure", "gcp")
CAPABILITIES = ("secrets", "params")
SURFACES = tuple(surface for each in CAPABILITIES for surface in (each, f"aio.{each}"))


def rules(provider: str, surface: str) -> RuleBook:
    """A provider's rule book for a capability or its asynchronous twin."""
    book = load_providers([provider])[provider].rules_for(surface)
    assert book is not None
    return book


def load(provider: str, surface: str, variables: Mapping[str, str]) -> ModuleType:
    """All functions, with clients that are made under these environment variables."""
    book = rules(provider, surface)
    module = ModuleType(f"native_{provider}_{surface.replace('.', '_')}")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        exec(compile(native_source(book), book.path, "exec"), vars(module))
    return module


def portable(provider: str, surface: str, module: ModuleType, error: BaseException) -> list[str]:
    """The portable errors that an error is: each whose `except` expression catches it while it is active."""
    book = rules(provider, surface)
    try:
        raise error
    except type(error):
        given = [(rule.name, rule.expression) for rule in book.errors if rule.expression is not None]
        found = [name for name, expression in given if isinstance(error, eval(expression, vars(module)))]
        assert isinstance(error, eval(book.any_error, vars(module)))
        return found
