"""The rules of Cloud Storage as running code, on whatever server the environment names.

In: nothing but environment variables. Out: the operations as programs see them, with portable errors, made of the rule
book's functions; and inline forms with arguments, rendered and run.
"""

from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from infrar_engine.plugins.forms import render
from infrar_engine.plugins.loader import load_providers
from infrar_engine.plugins.rules import RuleBook
from infrar_engine.plugins.values import Provider
from infrar_engine.runtime import native_source, portable_source

PROVIDER = Path(__file__).parents[3] / "providers" / "infrar_gcp"
SURFACES = ("storage", "aio.storage", "kv", "aio.kv", "queue", "aio.queue", "topic", "aio.topic")


def provider() -> Provider:
    """The built-in provider."""
    return load_providers(["gcp"], [])["gcp"]


def rules(surface: str = "storage") -> RuleBook:
    """Its rules of storage, or of the asynchronous twin (`aio.storage`)."""
    book = provider().rules_for(surface)
    assert book is not None
    return book


def load(surface: str = "storage") -> tuple[ModuleType, ModuleType]:
    """The native code, with a client for the environment of now, and the operations on it."""
    book = rules(surface)
    module = ModuleType("native_gcp")
    exec(compile(native_source(book), book.path, "exec", dont_inherit=True), vars(module))
    operations = ModuleType("operations_gcp")
    vars(operations).update(_native=module, _infrar_place=lambda name: name)
    exec(compile(portable_source(book), "operations", "exec", dont_inherit=True), vars(operations))
    return module, operations


def form(operation: str, index: int, arguments: Mapping[str, str]) -> str:
    """An inline form with source text for arguments, by parameter."""
    rule = rules().rule(operation)
    assert rule is not None
    return render(rule.inline[index], arguments, lambda name: name)


def perform(module: ModuleType, operation: str, index: int, arguments: Mapping[str, str]) -> Any:
    """Run an inline form on a native module. Out: the value of an expression, None of statements."""
    rule = rules().rule(operation)
    assert rule is not None
    text = form(operation, index, arguments)
    if rule.inline[index].kind == "statement":
        return exec(compile(text, operation, "exec"), dict(vars(module)))
    return eval(compile(text, operation, "eval"), dict(vars(module)))
