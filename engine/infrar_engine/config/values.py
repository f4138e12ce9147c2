"""What infrar.yaml says, as frozen values; each can say where in the file it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from infrar_engine.model import Diagnostic, Severity, SourceLocation
from infrar_engine.schemas import Document, Key, closest

DEFAULT_NAMING = "{name}"


class ConfigError(Exception):
    """infrar.yaml has errors; `diagnostics` has all of them, in the order of the file."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(diagnostic.message for diagnostic in self.diagnostics))


@dataclass(frozen=True, slots=True)
class ResourceEntry:
    """One entry of `resources`.

    With a `capability` it declares a resource, which is made whether or not code in sight uses it; without one it
    adjusts a resource that the code uses. `uses` are `PATH`, `PATH:EXPRESSION` or `PATH:OPERATION`.
    """

    name: str
    capability: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    physical_name: str | None = None
    from_environment: str | None = None
    uses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Environment:
    """One entry of `environments`. `resources` has what differs here; `Config.resource_entries` puts it together."""

    name: str
    provider: str
    region: str | None = None
    naming: str = DEFAULT_NAMING
    backend: Mapping[str, Any] | None = None
    identity: Mapping[str, Any] | None = None
    authentication: Mapping[str, Any] | None = None
    services: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)
    predefined_roles: bool | None = None
    resources: tuple[ResourceEntry, ...] = ()

    @property
    def options(self) -> dict[str, Any]:
        """What providers' templates read, as the file has it; what isn't said isn't there."""
        said = {"backend": self.backend, "identity": self.identity, "authentication": self.authentication}
        return {name: dict(value) for name, value in said.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Config:
    """One infrar.yaml. `plugins` are absolute paths."""

    path: Path
    project: str
    environments: Mapping[str, Environment]
    services: Mapping[str, str]
    resources: tuple[ResourceEntry, ...]
    plugins: tuple[Path, ...]
    predefined_roles: bool
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    document: Document = field(repr=False, compare=False)
    text: str = field(repr=False, compare=False)

    def environment(self, name: str) -> Environment:
        """The environment of this name; a `ConfigError` that lists the known ones when there is none."""
        found = self.environments.get(name)
        if found is not None:
            return found
        meant = closest(name, self.environments)
        known = ", ".join(self.environments) or "none"
        hint = f'did you mean "{meant}"?' if meant else f'add "{name}" below `environments:`, with its provider'
        message = f'there is no environment "{name}" in {self.document.path} (known: {known})'
        where = self.location(("environments",), of_key=True) if self.environments else None
        raise ConfigError([Diagnostic("INF504", Severity.ERROR, message, where, hint, cause=name)])

    def services_for(self, environment: str | None) -> dict[str, str]:
        """Capability → chosen service, with the environment's own choices over the project's."""
        own = self.environment(environment).services if environment is not None else {}
        return {**self.services, **own}

    def resource_entries(self, environment: str | None) -> tuple[ResourceEntry, ...]:
        """`resources` with what the environment says of them, sorted by name."""
        entries = {entry.name: entry for entry in self.resources}
        for own in self.environment(environment).resources if environment is not None else ():
            entry = entries.get(own.name, own)
            entries[own.name] = ResourceEntry(
                name=entry.name,
                capability=entry.capability,
                settings={**entry.settings, **own.settings},
                physical_name=own.physical_name or entry.physical_name,
                from_environment=entry.from_environment,
                uses=entry.uses,
            )
        return tuple(entries[name] for name in sorted(entries))

    def location(self, key: Key, *, of_key: bool = False) -> SourceLocation:
        """Where the value at `key`, or the key itself, stands in the file."""
        return locate(self.document, self.text, key, of_key=of_key)


def locate(document: Document, text: str, key: Key, *, of_key: bool) -> SourceLocation:
    """The line that a key or its value begins on; columns are those of the key's or value's text on that line."""
    line = document.line(key, of_key=of_key)
    return line_location(document.path, text, line, _shown_text(document, key, of_key))


def line_location(path: str, text: str, line: int, wanted: str = "") -> SourceLocation:
    """`wanted` on a line of the text, or all that stands on the line."""
    lines = text.splitlines()
    shown = lines[line - 1] if 0 < line <= len(lines) else ""
    whole = re.compile(rf"(?<![\w./-]){re.escape(wanted)}(?![\w./-])")
    start = max((found.start() for found in whole.finditer(shown)), default=shown.rfind(wanted)) if wanted else -1
    if start < 0:
        wanted = shown.strip()
        start = shown.find(wanted)
    return SourceLocation(path, line, start + 1, line, start + 1 + len(wanted), shown)


def _shown_text(document: Document, key: Key, of_key: bool) -> str:
    value: Any = document.value
    for part in key:
        if (isinstance(value, dict) and part in value) or isinstance(value, list):
            value = value[part]  # type: ignore[index] # keys of lists are whole numbers
        else:
            return ""
    if of_key:
        return str(key[-1]) if key and isinstance(key[-1], str) else ""
    return value if isinstance(value, str) else ""
