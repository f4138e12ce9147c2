"""Pyright on all native code: the functions of the rules, every handler, and every example's result."""

import re
from pathlib import Path

from infrar_engine.runtime import native_source
from tests.kit.oracles import type_errors
from tests.providers.aws import native

# How the services whose asynchronous clients have published types call them.
CLIENTS = {"dynamodb": "DynamoDBClient", "s3": "S3Client", "sqs": "SQSClient"}
CAPABILITIES = ("storage", "queue", "kv", "topic", "email")


def test_pyright_finds_nothing(tmp_path: Path) -> None:
    for service in (each for each in native.provider().services if each.capability in CAPABILITIES):
        for surface in service.surfaces:
            book = service.book(surface)
            assert book is not None
            stem = f"{service.id}_{surface}".replace("/", "_").replace(".", "_").replace("-", "_")
            (tmp_path / f"{stem}.py").write_text(with_types_of_asynchronous_clients(native_source(book)))
            for rule in book.rules:
                for index, example in enumerate(rule.examples):
                    (tmp_path / f"{stem}_{rule.name}_{index}.py").write_text(example.after)
    assert type_errors(tmp_path) == []


def with_types_of_asynchronous_clients(source: str) -> str:
    """The functions that return a client are annotated with its type, which `Any` stands for in programs."""
    for name, client in CLIENTS.items():
        source, found = re.subn(rf"async def _{name}\(\) -> Any:", f'async def _{name}() -> "{client}":', source)
        if found:
            module = client.removesuffix("Client").lower()
            source = f"from types_aiobotocore_{module} import {client}\n{source}"
    return source
