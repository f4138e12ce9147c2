"""The rules of Amazon S3 as one Python module: what runs where no inline form fits.

In: the provider folder, as the plugin host reads it. Out: the module, which makes its clients from the environment, and
what its errors are in portable words. `Blocking` lets the same tests ask the asynchronous functions.
"""

import asyncio
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any

from infrar_engine.catalog import load_catalog
from infrar_engine.plugins.reading import read_provider
from infrar_engine.plugins.rules import InlineForm, RuleBook
from infrar_engine.plugins.values import Provider
from infrar_engine.runtime import native_source

PROVIDER = Path(__file__).parents[3] / "providers" / "infrar_aws"


@cache
def provider() -> Provider:
    return read_provider(PROVIDER, load_catalog())


def rules(surface: str = "storage") -> RuleBook:
    book = provider().rules_for(surface)
    assert book is not None
    return book


def form(operation: str, index: int = 0) -> InlineForm:
    rule = rules().rule(operation)
    assert rule is not None
    return rule.inline[index]


def load(surface: str = "storage") -> ModuleType:
    """The functions, the clients and the supports of `storage` or `aio.storage`."""
    module = ModuleType(surface)
    exec(compile(native_source(rules(surface)), "rules.yaml", "exec"), vars(module))
    return module


class Blocking(ModuleType):
    """The asynchronous functions, each call of which runs an event loop until it has returned.

    What a test replaces here is replaced for the functions, too.
    """

    def __init__(self, functions: ModuleType, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(functions.__name__)
        vars(self).update(vars(functions), functions=functions, run=loop.run_until_complete)
        for operation in rules(functions.__name__).capability.operations:
            run = self._iterate if operation.is_lazy else self._call
            vars(self)[operation.name] = partial(run, getattr(functions, operation.name))

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self.functions, name, value)
        super().__setattr__(name, value)

    def _call(self, function: Callable[..., Any], *arguments: object, **named: object) -> object:
        return self.run(function(*arguments, **named))

    def _iterate(self, function: Callable[..., Any], *arguments: object, **named: object) -> Iterator[object]:
        items = function(*arguments, **named)
        try:
            while True:
                yield self.run(anext(items))
        except StopAsyncIteration:
            pass


def portable(module: ModuleType, error: BaseException) -> list[str]:
    """The portable errors whose handlers catch `error`."""
    book = rules(module.__name__)
    return [each.name for each in book.errors if each.expression and _catches(module, each.expression, error)]


def is_storage_error(module: ModuleType, error: BaseException) -> bool:
    """Whether a handler of the capability's base error catches it."""
    return _catches(module, rules(module.__name__).any_error, error)


def _catches(module: ModuleType, expression: str, error: BaseException) -> bool:
    try:
        raise error
    except BaseException:
        return isinstance(error, eval(expression, vars(module)))
