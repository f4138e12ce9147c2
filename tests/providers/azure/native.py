"""The rules of Azure Blob Storage as one module: their functions as they are, raising what the Azure SDK raises.

In: the provider folder. Out: the module's source, for type checkers, and the module itself, for tests on the emulator.
"""

from pathlib import Path
from types import ModuleType
from typing import Any

import infrar_azure
from infrar_engine.plugins import Provider, RuleBook, load_providers
from infrar_engine.runtime import native_source, portable_source

PROVIDER = Path(infrar_azure.__file__).parent
SERVICE = PROVIDER / "services" / "storage" / "blob-storage"
SURFACES = ("storage", "aio.storage", "kv", "aio.kv", "queue", "aio.queue", "topic", "aio.topic", "email", "aio.email")


def provider() -> Provider:
    """The provider, loaded and checked."""
    return load_providers(["azure"])["azure"]


def rules(surface: str = "storage", choice: str | None = None) -> RuleBook:
    """Its rule book for storage, or for the asynchronous twin (`aio.storage`); `choice` is a service other than the default."""
    book = provider().rules_for(surface, choice)
    assert book is not None
    return book


def load(surface: str = "storage", choice: str | None = None) -> ModuleType:
    """All functions, with the credentials that the environment holds now."""
    book = rules(surface, choice)
    module = ModuleType("native_azure")
    exec(compile(native_source(book), book.path, "exec"), vars(module))
    return module


def operations(module: ModuleType, surface: str, choice: str | None = None) -> Any:
    """What programs see of a module that was loaded: the SDK's signatures and portable errors."""
    made = ModuleType("operations_azure")
    vars(made).update(_native=module, _infrar_place=lambda name: name)
    exec(compile(portable_source(rules(surface, choice)), "operations", "exec", dont_inherit=True), vars(made))
    return made


def portable(module: ModuleType, error: BaseException) -> list[str]:
    """The portable errors that an `error` is: each whose `except` expression catches it while it is active."""
    try:
        raise error
    except type(error):
        given = [(rule.name, rule.expression) for rule in rules().errors if rule.expression is not None]
        return [name for name, expression in given if isinstance(error, eval(expression, vars(module)))]
