"""Pyright on all native code: the functions of the rules, every handler, and every example's result."""

from pathlib import Path

from infrar_engine.runtime import native_source
from tests.kit.oracles import type_errors
from tests.providers.aws import native


def test_pyright_finds_nothing(tmp_path: Path) -> None:
    book = native.rules()
    (tmp_path / "functions.py").write_text(native_source(book))
    for rule in book.rules:
        for index, example in enumerate(rule.examples):
            (tmp_path / f"{rule.name}_{index}.py").write_text(example.after)
    assert type_errors(tmp_path) == []
