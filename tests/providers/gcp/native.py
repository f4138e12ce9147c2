"""The rules of Cloud Storage as running code, on whatever server an environment names.

In: a server of the test kit. Out: the operations as programs see them, with portable errors, made of the rule book's
functions; and the text of that native module, for type checkers. Inline forms are rendered from source text of arguments.
"""

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from infrar_engine.plugins.forms import render
from infrar_engine.plugins.loader import load_providers
from infrar_engine.plugins.rules import RuleBook
from infrar_engine.runtime import native_source, portable_source


def rule_book() -> RuleBook:
    """The rules of the built-in provider."""
    rules = load_providers(["gcp"], [])["gcp"].rules_for("storage")
    assert rules is not None
    return rules


def native_module() -> ModuleType:
    """The native code, with a client for the environment of now."""
    module = ModuleType("native_gcp")
    exec(compile(native_source(rule_book()), "rules.yaml", "exec", dont_inherit=True), vars(module))
    return module


def operations(native: ModuleType) -> ModuleType:
    """The operations with the SDK's signatures and portable errors, on a native module."""
    module = ModuleType("operations_gcp")
    vars(module)["_native"] = native
    exec(compile(portable_source(rule_book()), "operations", "exec", dont_inherit=True), vars(module))
    return module


def form(operation: str, index: int, arguments: Mapping[str, str]) -> str:
    """An inline form with these arguments, as source text."""
    rule = rule_book().rule(operation)
    assert rule is not None
    return render(rule.inline[index], arguments, lambda name: name)


def perform(native: ModuleType, operation: str, index: int, arguments: Mapping[str, str]) -> Any:
    """Run an inline form; the value of an expression, None of statements."""
    text = form(operation, index, arguments)
    mode = "exec" if operation_form_kind(operation, index) == "statement" else "eval"
    run: Callable[..., Any] = exec if mode == "exec" else eval
    return run(compile(text, f"{operation}[{index}]", mode), dict(vars(native)))


def operation_form_kind(operation: str, index: int) -> str:
    """expression, statement or items."""
    rule = rule_book().rule(operation)
    assert rule is not None
    return rule.inline[index].kind
