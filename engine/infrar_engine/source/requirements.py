"""The build's requirements.txt: the project's own requirements, less the SDK, plus what native code needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from infrar_engine.model import Requirement
from infrar_engine.source.discovery import Discovered

_NAME = re.compile(r"^\s*([A-Za-z0-9][A-Za-z0-9._-]*)")
_DEPENDENCIES = re.compile(
    r"^dependencies\s*=\s*\[(.*?)^\s*\]|^dependencies\s*=\s*\[(.*?)\]\s*$", re.MULTILINE | re.DOTALL
)
_ENTRY = re.compile(r"\"([^\"]+)\"|'([^']+)'")


SDK = "infrar"


def requirements(found: Discovered, native: Sequence[str], *, needs_sdk: bool = False) -> bytes:
    """Lines of requirements.txt as they are (else pyproject.toml's dependencies), and below them what is missing.

    The SDK is taken out, unless a file that is left as it is needs it.
    """
    own = _own_lines(found)
    lines = own if needs_sdk else [line for line in own if _distribution(line) != SDK]
    native = [*([SDK] if needs_sdk else []), *native]
    named = {_distribution(line) for line in lines}
    missing = [requirement for requirement in native if _distribution(requirement) not in named]
    return ("\n".join([*lines, *missing]).strip("\n") + "\n").encode()


def together(needed: Iterable[Requirement]) -> list[str]:
    """One line for each distribution: the highest of the lowest versions that several rule books ask for."""
    found: dict[str, set[str]] = {}
    for each in needed:
        found.setdefault(each.distribution, set()).update(each.specifier.split(","))
    return [f"{name}{','.join(sorted(_strictest(found[name])))}" for name in sorted(found)]


def _strictest(specifiers: Iterable[str]) -> list[str]:
    """The specifiers, without lower bounds that another one covers."""
    bounds = sorted((each for each in specifiers if each.startswith(">=")), key=_version)
    return [*bounds[-1:], *(each for each in specifiers if not each.startswith(">="))]


def _version(bound: str) -> list[tuple[int, str]]:
    parts = bound.removeprefix(">=").split(".")
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts]


def _own_lines(found: Discovered) -> list[str]:
    by_path = {file.path: file.absolute for file in found.files}
    if "requirements.txt" in by_path:
        return by_path["requirements.txt"].read_text("utf-8", "replace").splitlines()
    if "pyproject.toml" in by_path:
        text = by_path["pyproject.toml"].read_text("utf-8", "replace")
        block = _DEPENDENCIES.search(text)
        if block:
            return [a or b for a, b in _ENTRY.findall(block.group(1) or block.group(2) or "")]
    return []


def _distribution(line: str) -> str:
    found = _NAME.match(line)
    return re.sub(r"[-_.]+", "-", found.group(1)).lower() if found else ""
