"""Pyright on all native code: the functions of the rules, every handler, and every example's result."""

from pathlib import Path

from infrar_engine.runtime import native_source
from tests.kit.oracles import type_errors
from tests.providers.aws import native


def test_pyright_finds_nothing(tmp_path: Path) -> None:
    for surface in ("storage", "aio.storage"):
        book = native.rules(surface)
        (tmp_path / f"{surface.replace('.', '_')}.py").write_text(native_source(book))
        for rule in book.rules:
            for index, example in enumerate(rule.examples):
                (tmp_path / f"{rule.operation.replace('.', '_')}_{index}.py").write_text(example.after)
    (tmp_path / "with_types.py").write_text(with_the_asynchronous_client_s_types())
    assert type_errors(tmp_path) == []


def with_the_asynchronous_client_s_types() -> str:
    source = native_source(native.rules("aio.storage"))
    typed = source.replace("async def _s3() -> Any:", 'async def _s3() -> "S3Client":')
    assert typed != source
    return f"from types_aiobotocore_s3 import S3Client\n{typed}"
