"""Nothing outside a provider's folder knows a provider: not the engine, not the SDK, not the shared templates."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("engine/infrar_engine", "sdk/infrar", "templates/infrar_templates")
KNOWN = re.compile(r"(?<![a-z])(aws|amazon|boto3|botocore|gcp|google|azure|azurerm)(?![a-z])", re.IGNORECASE)

# file → why it may name one
ALLOWED = {
    "engine/infrar_engine/conformance/storage/names_taken.py": "a program with variables that libraries are named like",
}
EXAMPLES_IN_MESSAGES = {
    "engine/infrar_engine/plugins/reading_rules.py": ("boto3>=1.36",),
    "engine/infrar_engine/schemas/infrar-build.schema.json": ("boto3>=1.36",),
    # what Terraform says of the example provider, which stands on a real Terraform provider
    "engine/infrar_engine/codes/INF601.md": ("aws_s3_bucket",),
    "engine/infrar_engine/codes/INF603.md": ("hashicorp/aws",),
    "engine/infrar_engine/codes/INF604.md": ("aws_s3_bucket_acl", "aws_s3_bucket"),
}


def sources(folder: str) -> list[Path]:
    return [
        path
        for path in sorted((ROOT / folder).rglob("*"))
        if path.is_file() and not {"__pycache__", ".mypy_cache", ".ruff_cache"} & set(path.parts)
    ]


def named(path: Path) -> list[str]:
    """The lines of a file that name a provider, with their numbers."""
    text = re.sub("# *noqa:.*", "", path.read_text("utf-8"))
    for example in EXAMPLES_IN_MESSAGES.get(path.relative_to(ROOT).as_posix(), ()):
        text = text.replace(example, "")
    return [f"{number}: {line.strip()}" for number, line in enumerate(text.split("\n"), 1) if KNOWN.search(line)]


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_provider_is_named(folder: str) -> None:
    found = {path.relative_to(ROOT).as_posix(): named(path) for path in sources(folder)}
    assert sources(folder)
    assert {path: lines for path, lines in found.items() if lines and path not in ALLOWED} == {}


def test_nothing_is_allowed_that_is_not_there() -> None:
    assert [path for path in ALLOWED if not named(ROOT / path)] == []
    examples = [(path, text) for path, texts in EXAMPLES_IN_MESSAGES.items() for text in texts]
    assert [(path, text) for path, text in examples if text not in (ROOT / path).read_text("utf-8")] == []


@pytest.mark.parametrize("line", ["import boto3", "provider == 'aws'", "botocore.config", "Google Cloud", "AZURE_KEY"])
def test_the_search_finds_names(line: str) -> None:
    assert KNOWN.search(line)
