"""The guide for authors of providers speaks of everything there is, and its examples are right."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from infrar_engine.plugins.forms import FUNCTIONS, TESTS
from infrar_engine.plugins.lint import REQUIRED_FILES, SERVICE_FILES, TEMPLATE_FILTERS, TEMPLATE_VARIABLES
from infrar_engine.schemas import load_schema, read_document, validate

GUIDE = (Path(__file__).parents[3] / "docs" / "plugins.md").read_text("utf-8")


@pytest.mark.parametrize("part", ["operation", "form", "grant"])
def test_every_key_of_a_rule_is_explained(part: str) -> None:
    for name in load_schema("rules")["$defs"][part]["properties"]:
        assert re.search(rf"\b{name}\b", GUIDE), name


@pytest.mark.parametrize(
    "names",
    [FUNCTIONS, TESTS, TEMPLATE_VARIABLES, TEMPLATE_FILTERS],
    ids=["functions", "tests", "variables", "filters"],
)
def test_every_word_of_the_templates_is_explained(names: frozenset[str]) -> None:
    for name in names:
        assert re.search(rf"`[^`]*\b{name}\b[^`]*`", GUIDE), name


def test_every_file_of_the_folder_is_named() -> None:
    for path in (*REQUIRED_FILES, *SERVICE_FILES):
        assert Path(path).name in GUIDE, path


def _operation(text: str) -> Any:
    document = read_document("guide", f"operations:\n  write:\n{text}".encode())
    return document.value["operations"]["write"]


def test_parts_of_operations_keep_the_schema() -> None:
    parts = [block for block in re.findall(r"```yaml\n(    .*?)```", GUIDE, re.DOTALL) if "…" not in block]
    assert len(parts) == 4
    whole = {"function": "def write(): ...", "grants": "none"}
    for part in parts:
        schema = load_schema("rules")
        sample = {"service": "x", "imports": [], "errors": {}, "any_error": "x"}
        assert validate({**sample, "operations": {"write": {**whole, **_operation(part)}}}, schema) == []


def test_the_example_of_a_service_keeps_the_schema() -> None:
    (text,) = (block for block in re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL) if block.startswith("id: storage"))
    assert validate(read_document("guide", text.encode()).value, load_schema("service")) == []
