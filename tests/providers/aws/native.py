"""The rules of Amazon S3 as one Python module: what runs where no inline form fits.

In: the provider folder, as the plugin host reads it. Out: the module, which makes its clients from the environment, and
what its errors are in portable words.
"""

from functools import cache
from pathlib import Path
from types import ModuleType

from infrar_engine.catalog import load_catalog
from infrar_engine.plugins.reading import read_provider
from infrar_engine.plugins.rules import InlineForm, RuleBook
from infrar_engine.plugins.values import Provider
from infrar_engine.runtime import native_source

PROVIDER = Path(__file__).parents[3] / "providers" / "infrar_aws"


@cache
def provider() -> Provider:
    return read_provider(PROVIDER, load_catalog())


def rules() -> RuleBook:
    book = provider().rules_for("storage")
    assert book is not None
    return book


def form(operation: str, index: int = 0) -> InlineForm:
    rule = rules().rule(operation)
    assert rule is not None
    return rule.inline[index]


def load() -> ModuleType:
    """The functions, the clients and the supports."""
    module = ModuleType("native_s3")
    exec(compile(native_source(rules()), "rules.yaml", "exec"), vars(module))
    return module


def portable(module: ModuleType, error: BaseException) -> list[str]:
    """The portable errors whose handlers catch `error`."""
    return [each.name for each in rules().errors if each.expression and _catches(module, each.expression, error)]


def is_storage_error(module: ModuleType, error: BaseException) -> bool:
    """Whether a handler of the capability's base error catches it."""
    return _catches(module, rules().any_error, error)


def _catches(module: ModuleType, expression: str, error: BaseException) -> bool:
    try:
        raise error
    except BaseException:
        return isinstance(error, eval(expression, vars(module)))
