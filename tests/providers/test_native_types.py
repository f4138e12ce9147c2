"""Pyright on all native code of all providers: the functions of every service's rules, and every example's result.

One run, since reading the libraries' types takes longer than checking ours.
"""

from __future__ import annotations

import re
from pathlib import Path

from infrar_engine.plugins.loader import load_providers
from infrar_engine.runtime import native_source
from tests.kit.oracles import type_errors

PROVIDERS = ("aws", "azure", "gcp")
# How clients are typed whose asynchronous libraries have published types.
CLIENTS = {"dynamodb": "DynamoDBClient", "s3": "S3Client", "sqs": "SQSClient"}


def test_pyright_finds_nothing(tmp_path: Path) -> None:
    books = [
        (f"{provider.id}/{service.id}/{surface}", book)
        for provider in load_providers(PROVIDERS)
        for service in provider.services
        for surface in service.surfaces
        if (book := service.book(surface)) is not None
    ]
    for place, book in books:
        stem = re.sub(r"\W", "_", place)
        (tmp_path / f"{stem}.py").write_text(with_types_of_asynchronous_clients(native_source(book)), "utf-8")
        for rule in book.rules:
            for index, example in enumerate(rule.examples):
                (tmp_path / f"{stem}_{rule.name}_{index}.py").write_text(example.after, "utf-8")
    assert type_errors(tmp_path) == []


def with_types_of_asynchronous_clients(source: str) -> str:
    """The functions that return a client are annotated with its type, which `Any` stands for in programs."""
    for name, client in CLIENTS.items():
        source, found = re.subn(rf"async def _{name}\(\) -> Any:", f'async def _{name}() -> "{client}":', source)
        if found:
            module = client.removesuffix("Client").lower()
            source = f"from types_aiobotocore_{module} import {client}\n{source}"
    return source
