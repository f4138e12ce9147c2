"""infrar.yaml to a `Config`.

In: a folder (or a file in it) to look from. Out: the configuration, None when there is no file, or a `ConfigError`
with every mistake in it. The file is optional; it is looked for in the folder and its parents, up to the one that
git keeps.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from pathlib import Path
from typing import Any

from infrar_engine.config.values import (
    DEFAULT_NAMING,
    Config,
    ConfigError,
    Environment,
    ResourceEntry,
    line_location,
    locate,
)
from infrar_engine.model import Diagnostic, Severity, SourceLocation, renamed
from infrar_engine.schemas import (
    Document,
    DocumentError,
    Key,
    Problem,
    closest,
    load_schema,
    read_document,
    validate,
)
from infrar_engine.source.discovery import bad_pattern

FILE_NAME = "infrar.yaml"
MISSPELLED = ("infrar.yml", ".infrar.yaml", ".infrar.yml")
DEFAULT_PROJECT = "app"
PLACEHOLDERS = ("project", "environment", "name", "hash6")


def load_config(start: Path) -> Config | None:
    """The configuration of the project that `start` belongs to, if it has one."""
    path = find_config(start)
    return read_config(path, _beside(start, path)) if path is not None else None


def find_config(start: Path) -> Path | None:
    """The nearest infrar.yaml: beside `start`, or in a folder around it that isn't outside its git repository."""
    place = start.absolute()
    for folder in (place, *place.parents) if place.is_dir() else place.parents:
        if os.path.lexists(folder / FILE_NAME):  # what isn't a file there is told when it is read
            return folder / FILE_NAME
        for name in MISSPELLED:
            if (folder / name).is_file():
                shown = _beside(start, folder / name)
                message = f"{shown} is not read: the file must be called {FILE_NAME}"
                where, hint = (
                    SourceLocation(shown, 1, 1, 1, 1),
                    f"rename it: mv {shown} {_beside(start, folder / FILE_NAME)}",
                )
                raise ConfigError([Diagnostic("INF501", Severity.ERROR, message, where, hint)])
        if (folder / ".git").exists():
            return None
    return None


def read_config(path: Path, shown: str = FILE_NAME) -> Config:
    """One file, read and checked; `shown` is how messages name it."""
    try:
        mode = path.stat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):  # reading a pipe or a device may never end
            raise OSError(errno.EINVAL, "it is no file")
        content = path.read_bytes()
    except OSError as error:
        message, where = f"{shown} can't be read: {error.strerror}", SourceLocation(shown, 1, 1, 1, 1)
        raise ConfigError(
            [Diagnostic("INF501", Severity.ERROR, message, where, "make it a file that can be read")]
        ) from error
    text = content.decode("utf-8-sig", "replace")
    if _is_empty(text):
        document = Document(shown, {}, {(): (1, 1)})
    else:
        try:
            document = read_document(shown, content)
        except DocumentError as error:
            where = line_location(shown, text, error.line)
            message = f"{shown} {error}" if str(error).startswith("is ") else f"{shown}: {error}"
            hint = _YAML_HINTS.get(error.kind, "see `infrar explain INF501` for what is read here")
            raise ConfigError([Diagnostic("INF501", Severity.ERROR, message, where, hint)]) from error
    problems = validate(document.value, load_schema("infrar"))
    diagnostics = [_diagnostic(document, text, problem) for problem in problems]
    if not problems:
        diagnostics = [
            *_missing_plugins(path, document, text),
            *_bad_patterns(document, text),
            *_doubled_variables(document, text),
        ]
    if diagnostics:
        raise ConfigError(diagnostics)
    return _config(path, document, text)


def _is_empty(text: str) -> bool:
    return all(not line.strip() or line.lstrip().startswith("#") for line in text.splitlines())


def _config(path: Path, document: Document, text: str) -> Config:
    content: dict[str, Any] = document.value
    return Config(
        path=path,
        project=content.get("project", DEFAULT_PROJECT),
        environments={name: _environment(name, said) for name, said in content.get("environments", {}).items()},
        services=content.get("services", {}),
        resources=_entries(content.get("resources", {})),
        plugins=tuple(path.parent.joinpath(folder).resolve() for folder in content.get("plugins", [])),
        predefined_roles=content.get("predefined_roles", False),
        include=tuple(content.get("include", [])),
        exclude=tuple(content.get("exclude", [])),
        document=document,
        text=text,
    )


def _environment(name: str, said: dict[str, Any]) -> Environment:
    return Environment(
        name=name,
        provider=said["provider"],
        region=said.get("region"),
        naming=said.get("naming", DEFAULT_NAMING),
        backend=said.get("backend"),
        identity=said.get("identity"),
        authentication=said.get("authentication"),
        services=said.get("services", {}),
        tags=said.get("tags", {}),
        variables=said.get("variables", {}),
        predefined_roles=said.get("predefined_roles"),
        resources=_entries(said.get("resources", {})),
    )


def _entries(said: dict[str, dict[str, Any]]) -> tuple[ResourceEntry, ...]:
    return tuple(
        ResourceEntry(
            name=name,
            capability=entry.get("capability"),
            settings=entry.get("settings", {}),
            physical_name=entry.get("physical_name"),
            from_environment=entry.get("from_environment"),
            uses=tuple(entry.get("uses", [])),
        )
        for name, entry in said.items()
    )


def _diagnostic(document: Document, text: str, problem: Problem) -> Diagnostic:
    where = locate(document, text, problem.key, of_key=problem.at_key)
    key = document.spell(problem.key)
    value = _value(document.value, problem.key)
    if problem.key[:1] == ("environments",) and problem.key[2:] == ("naming",) and isinstance(value, str):
        return Diagnostic("INF503", Severity.ERROR, f"{key}: {naming_problem(value)}", where, NAMING_HINT)
    message = f"{key}: {problem.message}" if key else problem.message
    wrong = str(problem.key[-1]) if problem.at_key and problem.key else str(value)
    fixes = renamed(where, wrong, problem.meant)
    hint = f"write {problem.meant} here" if problem.meant else "docs/configuration.md describes every key"
    return Diagnostic("INF502", Severity.ERROR, message, where, hint, fixes=fixes)


_YAML_HINTS = {
    "encoding": "save it as UTF-8",
    "syntax": "look at the brackets, quotes and indentation of this line and the one before it",
    "twice": "keep one of the two",
    "alias": "write the value out in each place",
    "tag": "leave the `!...` out",
}
NAMING_HINT = "a pattern is plain text with {project}, {environment}, {name} and {hash6} in it"


def naming_problem(pattern: str) -> str:
    """Why a naming pattern is none."""
    for braced in re.findall(r"[{]([^{}]*)[}]", pattern):
        if braced not in PLACEHOLDERS:
            meant = closest(braced, PLACEHOLDERS)
            return f'there is no placeholder "{{{braced}}}"' + (f'; did you mean "{{{meant}}}"?' if meant else "")
    plain = re.sub("|".join(f"[{{]{name}[}}]" for name in PLACEHOLDERS), "", pattern)
    wrong = re.search(r"[^a-z0-9._-]", plain)
    if wrong:
        return f'"{pattern}" has {wrong.group()!r} in it; names are made of lower-case letters, digits, dots and dashes'
    return f'"{pattern}" gives all resources one name: it needs {{name}} or {{hash6}}'


def _missing_plugins(path: Path, document: Document, text: str) -> list[Diagnostic]:
    found = []
    for index, folder in enumerate(document.value.get("plugins", [])):
        if not path.parent.joinpath(folder).is_dir():
            where = locate(document, text, ("plugins", index), of_key=False)
            message = f'plugins[{index}]: there is no folder "{folder}" beside {path.name}'
            found.append(
                Diagnostic(
                    "INF505",
                    Severity.ERROR,
                    message,
                    where,
                    "make it, or correct the path, which is relative to infrar.yaml",
                )
            )
    return found


def _bad_patterns(document: Document, text: str) -> list[Diagnostic]:
    found = []
    for name in ("include", "exclude"):
        for index, pattern in enumerate(document.value.get(name, [])):
            if bad_pattern(pattern):
                where = locate(document, text, (name, index), of_key=False)
                message = f'{name}[{index}]: "{pattern}" is no pattern of .gitignore'
                found.append(Diagnostic("INF502", Severity.ERROR, message, where, "write it as a line of .gitignore"))
    return found


def _doubled_variables(document: Document, text: str) -> list[Diagnostic]:
    owners: dict[str, str] = {}
    found = []
    for name, entry in document.value.get("resources", {}).items():
        variable = entry.get("from_environment")
        if variable is not None and owners.setdefault(variable, name) != name:
            key: Key = ("resources", name, "from_environment")
            message = f'{document.spell(key)}: {variable} already names the resource "{owners[variable]}"'
            found.append(Diagnostic("INF502", Severity.ERROR, message, locate(document, text, key, of_key=False)))
    return found


def _value(value: Any, key: Key) -> Any:
    for part in key:
        if not isinstance(value, (dict, list)):
            return None
        try:
            value = value[part]  # type: ignore[index] # a key's parts fit the containers they were found in
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _beside(start: Path, path: Path) -> str:
    """The path as seen from the project's folder, as all other paths in messages are."""
    folder = start if start.is_dir() else start.parent
    return Path(os.path.relpath(path, folder)).as_posix()
