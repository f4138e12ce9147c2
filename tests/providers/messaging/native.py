"""The functions of services for topics and mail as Python modules, and what their errors are in portable words."""

from __future__ import annotations

from functools import cache
from types import ModuleType

from infrar_engine.plugins.loader import load_providers
from infrar_engine.plugins.rules import RuleBook
from infrar_engine.runtime import native_source


@cache
def rules(provider: str, service: str, surface: str) -> RuleBook:
    """The rule book of a service, for `topic` or `aio.topic`."""
    book = load_providers([provider])[provider].rules_for(surface, service)
    assert book is not None
    return book


def load(provider: str, service: str, surface: str) -> ModuleType:
    """The functions, and the clients that they make from the environment."""
    module = ModuleType(f"{service} {surface}")
    exec(compile(native_source(rules(provider, service, surface)), service, "exec"), vars(module))
    return module


def portable(module: ModuleType, book: RuleBook, error: BaseException) -> list[str]:
    """The portable errors whose handlers catch `error`; the capability's base error comes last."""
    expressions = [(each.name, each.expression) for each in book.errors if each.expression]
    expressions.append((book.capability.base_error, book.any_error))
    return [name for name, expression in expressions if _catches(module, expression, error)]


def _catches(module: ModuleType, expression: str, error: BaseException) -> bool:
    try:
        raise error
    except BaseException as raised:
        return isinstance(raised, eval(expression, vars(module)))
