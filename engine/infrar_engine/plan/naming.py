"""Logical names to physical names and HCL identifiers.

In: a naming pattern, the names it mentions, a cloud's rules. Out: a name, or why there is none. A name that gets too
long is cut and keeps `{hash6}`, so that two long names that begin alike stay two names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from infrar_engine.plugins.values import NameRules

SHORTEST = 3
TERRAFORM_RESERVED = frozenset({
    "count", "depends_on", "for_each", "lifecycle", "locals", "providers", "source", "version",
})  # fmt: skip


class NameRefusedError(ValueError):
    """No physical name can be made; the message says which rule stands against it."""


@dataclass(frozen=True, slots=True)
class Naming:
    """A pattern of `{project} {environment} {name} {hash6}`, for one environment."""

    pattern: str
    project: str
    environment: str

    def physical(self, name: str, rules: NameRules) -> str:
        """The name in the cloud; a `NameRefusedError` when the rules allow none."""
        made = rules.spelled(name if rules.namespace else self.filled(name))
        if len(made) > rules.max_length:
            made = rules.spelled(self._cut(name, rules))
        problem = forbidden(made, rules)
        if problem:
            raise NameRefusedError(problem)
        return made

    def filled(self, name: str) -> str:
        """The pattern with the name put in, whatever the cloud says to it."""
        return self._filled(self.pattern, name, name)

    def _cut(self, name: str, rules: NameRules) -> str:
        pattern = self.pattern if "{hash6}" in self.pattern else f"{self.pattern}-{{hash6}}"
        excess = len(self._filled(pattern, name, name)) - rules.max_length + len(rules.suffix)
        if len(name) - excess < SHORTEST:
            raise NameRefusedError(
                f"its pattern leaves less than {SHORTEST} of {rules.max_length} characters for the name"
            )
        return self._filled(pattern, name, name[: len(name) - excess].rstrip("-"))

    def _filled(self, pattern: str, name: str, shown: str) -> str:
        values = {
            "project": self.project,
            "environment": self.environment,
            "name": shown,
            "hash6": hash6(self.project, self.environment, name),
        }
        return re.sub(r"[{]([a-z0-9]+)[}]", lambda found: values[found.group(1)], pattern)


def hash6(*parts: str) -> str:
    """Six hexadecimal digits that stand for these texts."""
    return sha256("\0".join(parts).encode()).hexdigest()[:6]


def forbidden(name: str, rules: NameRules) -> str | None:
    """Why the cloud refuses a physical name; None when it doesn't."""
    if not rules.min_length <= len(name) <= rules.max_length:
        return f"it has {len(name)} characters, and {rules.min_length} to {rules.max_length} are allowed"
    for prefix in rules.forbidden_prefixes:
        if name.startswith(prefix):
            return f'it must not begin with "{prefix}"'
    for suffix in rules.forbidden_suffixes:
        if name.endswith(suffix):
            return f'it must not end with "{suffix}"'
    for part in rules.forbidden_parts:
        if part in name:
            return f'it must not contain "{part}"'
    return None if re.fullmatch(rules.pattern, name) else f"it must match {rules.pattern}"


def hcl_name(text: str) -> str:
    """An HCL identifier as people write them: `photo-share` is `photo_share`."""
    name = re.sub(r"[^a-z0-9_]", "_", text.lower())
    return name if re.match(r"[a-z_]", name) else f"_{name}"


class Identifiers:
    """Gives out HCL identifiers, each once; the first to ask for one gets it as it is."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)

    def take(self, text: str, noun: str) -> str:
        """`reports`; `reports_bucket` when that is taken or begins with a digit; with a hash when both are."""
        plain = hcl_name(text)
        if plain.startswith("_"):
            plain = f"{noun}{plain}"
        for candidate in (plain, f"{plain}_{noun}", f"{plain}_{hash6(text)}"):
            if self._free(candidate):
                self._taken.add(candidate)
                return candidate
        number = next(n for n in range(2, len(self._taken) + 3) if self._free(f"{plain}_{hash6(text)}_{n}"))
        return self.take(f"{plain}_{hash6(text)}_{number}", noun)

    def _free(self, name: str) -> bool:
        return name not in self._taken and name not in TERRAFORM_RESERVED
