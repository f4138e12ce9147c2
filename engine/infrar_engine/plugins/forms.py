"""Inline forms to native code.

In: a form's template and the source text of each argument. Out: Python text. Templates are Jinja2 in a sandbox
without attributes, filters, loaders or loops over anything: variables are the operation's parameters, and four
functions write calls.

`arguments(*positional, **named)` writes call arguments and drops omitted ones; `mapping(**named)` a dict display,
itself omitted when it would be empty, also as `mapping(("content-type", content_type))`; `call(name, …)` a call,
omitted when all its arguments are; `fresh(name)` a name that is free at that place. `{% if x is omitted %}` and `is
given` test. Plain constants are written as Python constants.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, nodes
from jinja2.sandbox import SandboxedEnvironment

from infrar_engine.plugins.rules import InlineForm

FUNCTIONS = frozenset({"arguments", "mapping", "call", "fresh"})
TESTS = frozenset({"omitted", "given"})


class FormError(Exception):
    """A template can't be rendered; the message says why."""


class Text:
    """A piece of Python text in a template; printing it gives the text."""

    __slots__ = ("_omitted", "_text")

    def __init__(self, text: str, *, omitted: bool = False) -> None:
        self._text = text
        self._omitted = omitted

    def __str__(self) -> str:
        return self._text


class _Sandbox(SandboxedEnvironment):
    """No attribute of anything is reachable, and only our functions can be called."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        return False

    def is_safe_callable(self, obj: Any) -> bool:
        return getattr(obj, "__module__", None) == __name__


def _is_omitted(value: object) -> bool:
    return isinstance(value, Text) and value._omitted


def _environment() -> SandboxedEnvironment:
    environment = _Sandbox(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.globals.clear()
    environment.filters.clear()
    environment.tests.clear()
    environment.tests.update({"omitted": _is_omitted, "given": lambda value: not _is_omitted(value)})
    environment.globals.update({"arguments": _arguments, "mapping": _mapping, "call": _call})
    return environment


def render(form: InlineForm, arguments: Mapping[str, str | None], fresh: Callable[[str], str]) -> str:
    """The native code of `form`. `arguments` has source text by parameter; None, or nothing, is an omitted one.

    An omitted parameter that is named directly stands for its default. `fresh("data")` is asked for free names, and
    gives the same one each time within one form.
    """
    names: dict[str, Text] = {}

    def fresh_name(name: object) -> Text:
        wanted = str(name)
        if wanted not in names:
            names[wanted] = Text(fresh(wanted))
        return names[wanted]

    variables: dict[str, object] = {"fresh": fresh_name}
    for name, default in form.parameters:
        given = arguments.get(name)
        if given is not None:
            variables[name] = Text(given)
        elif default is not None:
            variables[name] = Text(default, omitted=True)
        elif name in form.mentions:
            raise FormError(f"{name} is required and has no argument")
    try:
        return _compiled(form.template).render(variables).rstrip()
    except (TemplateError, TypeError) as error:
        raise FormError(str(error)) from error


@cache
def _sandbox() -> SandboxedEnvironment:
    return _environment()


@cache
def _compiled(template: str) -> Template:
    return _sandbox().from_string(template)


def parse(template: str) -> nodes.Template:
    """The template's syntax tree; a `FormError` with the reason when it doesn't parse."""
    try:
        return _sandbox().parse(template)
    except TemplateError as error:
        raise FormError(str(error)) from error


def _arguments(*positional: object, **named: object) -> Text:
    parts = [
        *_positional(positional),
        *(f"{name}={_text(value)}" for name, value in named.items() if not _is_omitted(value)),
    ]
    return Text(", ".join(parts), omitted=not parts)


def _mapping(*pairs: tuple[str, object], **named: object) -> Text:
    entries = [f"{_text(key)}: {_text(value)}" for key, value in (*pairs, *named.items()) if not _is_omitted(value)]
    return Text("{" + ", ".join(entries) + "}", omitted=not entries)


def _call(name: str, *positional: object, **named: object) -> Text:
    inside = _arguments(*positional, **named)
    return Text(f"{name}({inside})", omitted=_is_omitted(inside) and bool(positional or named))


def _positional(values: Iterable[object]) -> list[str]:
    parts: list[str] = []
    dropped = False
    for value in values:
        if _is_omitted(value):
            dropped = True
        elif dropped:
            raise FormError(f"the positional argument {_text(value)} would stand where an omitted one was")
        else:
            parts.append(_text(value))
    return parts


def _text(value: object) -> str:
    if isinstance(value, Text):
        return str(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
