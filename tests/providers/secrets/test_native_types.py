"""Pyright on all native code of secrets and parameters: functions, and the results of examples."""

from __future__ import annotations

from pathlib import Path

from infrar_engine.runtime import native_source
from tests.kit.oracles import type_errors
from tests.providers.secrets import native


def test_pyright_finds_nothing(tmp_path: Path) -> None:
    for provider in native.PROVIDERS:
        for surface in native.SURFACES:
            book = native.rules(provider, surface)
            place = f"{provider}_{surface.replace('.', '_')}"
            (tmp_path / f"{place}.py").write_text(native_source(book))
            for rule in book.rules:
                for index, example in enumerate(rule.examples):
                    (tmp_path / f"{place}_{rule.operation.rpartition('.')[2]}_{index}.py").write_text(example.after)
    assert type_errors(tmp_path) == []
