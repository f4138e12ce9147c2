"""Templates in a sandbox: what they may read, and what their mistakes are called.

In: a template's place and its variables. Out: text. A template reads files of its own folder and nothing else, and
reaches no attribute that Jinja2 holds unsafe. An undefined variable is an error: of infrar.yaml when it is something
that the provider asks for there, of the plugin otherwise.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from jinja2 import (
    BaseLoader,
    FunctionLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
    Undefined,
    UndefinedError,
)
from jinja2.sandbox import SandboxedEnvironment
from jinja2.utils import missing

from infrar_engine.config import ConfigError
from infrar_engine.model import Diagnostic, Severity
from infrar_engine.plan.naming import hcl_name
from infrar_engine.plugins.errors import Finding, PluginError
from infrar_engine.render.hcl import hcl

# What a template can raise by its own mistake, besides Jinja2's errors.
TEMPLATE_FAILURES = (TypeError, ValueError, LookupError, ArithmeticError, AttributeError, OverflowError)


class Files(Protocol):
    """A folder that templates are read from."""

    def text(self, path: str) -> str: ...

    def show(self, path: str) -> str: ...


class Templates:
    """The templates of one folder."""

    def __init__(self, files: Files, filters: Mapping[str, Callable[..., str]]) -> None:
        self._files = files
        self._environment = SandboxedEnvironment(
            loader=_loader(files),
            undefined=_Undefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._environment.filters.update({"hcl": _hcl, "hcl_name": hcl_name, **filters})

    def render(self, path: str, variables: Mapping[str, Any]) -> str:
        """One template; a `PluginError` names its file and line when it can't be rendered."""
        try:
            return self._environment.get_template(path).render(variables)
        except SettingMissingError as error:
            message = f'"{error}" is missing: the provider needs it ({path})'
            hint = "add it to infrar.yaml; `infrar providers show` says what the provider understands"
            raise ConfigError([Diagnostic("INF510", Severity.ERROR, message, None, hint, cause=str(error))]) from error
        except TemplateSyntaxError as error:
            raise self._broken(error.name or path, error.lineno, str(error.message)) from error
        except (TemplateError, *TEMPLATE_FAILURES) as error:
            place, line = self._place(path, error)
            raise self._broken(place, line, str(error) or type(error).__name__) from error

    def _place(self, path: str, error: BaseException) -> tuple[str, int]:
        """The innermost template line that the error came through."""
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            if frame.filename.startswith(_MARK):
                return frame.filename.removeprefix(_MARK), frame.lineno or 0
        return path, 0

    def _broken(self, path: str, line: int, message: str) -> PluginError:
        return PluginError([Finding(self._files.show(path), line, "", message)])


_MARK = "template:"  # so that a traceback tells templates from modules


def _loader(files: Files) -> BaseLoader:
    return FunctionLoader(lambda path: (files.text(path), f"{_MARK}{path}", None))


class SettingMissingError(UndefinedError):
    """A template reads something of infrar.yaml that isn't there; the message is its key, where it would stand."""


class Said(dict[str, Any]):
    """A mapping of infrar.yaml, and where it stands."""

    place = ""


class SaidText(str):
    """A text of infrar.yaml, and where it stands."""

    place = ""


class _Undefined(StrictUndefined):
    """Knows whether what is undefined would have been in infrar.yaml."""

    __slots__ = ()

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: type[UndefinedError] = UndefinedError,
    ) -> None:
        if isinstance(obj, (Said, SaidText)):
            hint, exc = f"{obj.place}.{name}", SettingMissingError
        super().__init__(hint, obj, name, exc)


def _hcl(value: object) -> str:
    """The filter `hcl`: what is undefined says so here, before anything is made of it."""
    return hcl(str(value) if isinstance(value, Undefined) else value)


def said(value: Any, place: str) -> Any:
    """A value of infrar.yaml that knows its place, all the way down."""
    if isinstance(value, dict):
        mapping = Said({key: said(item, f"{place}.{key}" if place else key) for key, item in value.items()})
        mapping.place = place
        return mapping
    if isinstance(value, (list, tuple)):
        return [said(item, f"{place}[{index}]") for index, item in enumerate(value)]
    if isinstance(value, str):
        text = SaidText(value)
        text.place = place
        return text
    return value
