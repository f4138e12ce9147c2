"""Conditions about what a text holds: decided where it can be seen, and open where the running program decides."""

from __future__ import annotations

import pytest

from infrar_engine.catalog import load_catalog
from infrar_engine.match.conditions import holds, may_hold
from infrar_engine.model import (
    Argument,
    Choice,
    Dynamic,
    Literal,
    OperationUse,
    Prefixed,
    SourceLocation,
    Span,
    UseKind,
    Value,
)
from infrar_engine.plugins.rules import Condition, ConditionKind

WITH = Condition("prefix", ConditionKind.CONTAINS, part="/")
WITHOUT = Condition("prefix", ConditionKind.LACKS, part="/")
SURELY, MAYBE, NEVER = (True, True), (False, True), (False, False)


def listing(prefix: Value | None) -> OperationUse:
    storage = load_catalog().capability("storage")
    operation = storage and storage.operation("list_objects")
    assert operation
    given = () if prefix is None else (Argument("prefix", Span(0, 1), "…", prefix),)
    return OperationUse(operation, UseKind.CALL, SourceLocation("a.py", 1, 1, 1, 2), Span(0, 9), given)


@pytest.mark.parametrize(
    ("prefix", "contains", "lacks"),
    [
        (Literal("a/b"), SURELY, NEVER),
        (Literal("ab"), NEVER, SURELY),
        (Literal(""), NEVER, SURELY),
        (None, NEVER, SURELY),  # the default is ""
        (Prefixed("a/"), SURELY, NEVER),
        (Prefixed("a"), MAYBE, MAYBE),
        (Choice((Literal("a/"), Prefixed("b/"))), SURELY, NEVER),
        (Choice((Literal("a"), Literal("b"))), NEVER, SURELY),
        (Choice((Literal("a"), Literal("b/"))), MAYBE, MAYBE),
        (Dynamic("it is computed"), MAYBE, MAYBE),
    ],
)
def test_parts_of_texts(prefix: Value | None, contains: tuple[bool, bool], lacks: tuple[bool, bool]) -> None:
    use = listing(prefix)
    assert (holds([WITH], use), may_hold([WITH], use)) == contains
    assert (holds([WITHOUT], use), may_hold([WITHOUT], use)) == lacks
