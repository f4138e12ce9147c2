"""Pyright on all native code: the functions of the rules, and every example's result."""

from pathlib import Path

from infrar_engine.runtime import native_source
from tests.kit.oracles import type_errors
from tests.providers.azure import native


def test_pyright_finds_nothing(tmp_path: Path) -> None:
    chosen = [(surface, None) for surface in native.SURFACES]
    others = [("queue", "service-bus"), ("aio.queue", "service-bus"), ("kv", "cosmos"), ("aio.kv", "cosmos")]
    for surface, choice in (*chosen, *others):
        book = native.rules(surface, choice)
        stem = f"{surface}_{choice or 'default'}".replace(".", "_").replace("-", "_")
        (tmp_path / f"{stem}.py").write_text(native_source(book))
        for rule in book.rules:
            for index, example in enumerate(rule.examples):
                (tmp_path / f"{stem}_{rule.name}_{index}.py").write_text(example.after)
    assert type_errors(tmp_path) == []
