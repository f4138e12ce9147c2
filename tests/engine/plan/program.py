"""Programs made of nothing but uses, to plan them.

In: operations with the values of their arguments. Out: matches, as the match stage hands them on. The grants are made
up, so that a test shows everything that its outcome follows from.
"""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from infrar_engine.catalog import load_catalog
from infrar_engine.config import Config, load_config
from infrar_engine.model import Argument, GrantRule, Literal, Match, OperationUse, SourceLocation, Span, UseKind, Value
from infrar_engine.plan import PlanResult, plan
from infrar_engine.plugins.reading import read_provider
from infrar_engine.plugins.values import Provider

TOY = Path(__file__).parents[2] / "toy" / "provider"

RULES = {
    "storage.upload": (GrantRule(("write",), "bucket", "destination"),),
    "storage.write": (GrantRule(("write",), "bucket", "path"),),
    "storage.read": (GrantRule(("read",), "bucket", "path"), GrantRule(("list",), "bucket", reason="why")),
    "storage.delete": (GrantRule(("delete",), "bucket", "path"),),
    "storage.list_objects": (GrantRule(("list",), "bucket", "prefix"),),
    "storage.presign": (GrantRule(("sign",), "bucket", scope="account"), GrantRule(("read",), "bucket", "path")),
    "storage.copy": (
        GrantRule(("read",), "bucket", "source"),
        GrantRule(("write",), "destination_bucket", "destination"),
    ),
}


def toy() -> Provider:
    """A provider that no cloud stands behind."""
    return read_provider(TOY, load_catalog())


def use(
    operation: str,
    file: str = "app.py",
    /,
    line: int = 1,
    kind: UseKind = UseKind.CALL,
    complete: bool = True,
    text: str = "…",
    **arguments: Value | str,
) -> Match:
    """One use, with plain texts as literals; `text` is the source of every argument."""
    capability, _, name = operation.rpartition(".")
    surface = load_catalog().capability(capability)
    found = surface and surface.operation(name)
    assert found
    given = tuple(
        Argument(name, Span(line * 100 + index, line * 100 + index + 1), text, _value(value))
        for index, (name, value) in enumerate(arguments.items())
    )
    where = SourceLocation(file, line, 1, line, 2)
    occurrence = OperationUse(found, kind, where, Span(line * 100, line * 100 + 50), given, complete)
    return Match(occurrence, "storage/objects", RULES[operation])


def _value(value: Value | str) -> Value:
    return Literal(value) if isinstance(value, str) else value


def config(folder: Path, text: str) -> Config:
    """An infrar.yaml of this content."""
    (folder / "infrar.yaml").write_text(dedent(text), "utf-8")
    found = load_config(folder)
    assert found is not None
    return found


def planned(*matches: Match, said: Config | None = None, environment: str | None = None) -> PlanResult:
    return plan(matches, toy(), said, environment)
