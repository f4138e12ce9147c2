"""The examples in the guides are true: each infrar.yaml in them is one, and plans and renders."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from infrar_engine.config import read_config
from infrar_engine.model import Severity
from infrar_engine.plan import plan
from infrar_engine.plugins import load_providers
from infrar_engine.render import render

DOCS = Path(__file__).parents[2] / "docs"
BLOCKS = [
    (guide, number, text)
    for guide in ("configuration.md", "infrastructure.md")
    for number, text in enumerate(re.findall(r"^```yaml\n(.*?)^```", (DOCS / guide).read_text("utf-8"), re.M | re.S))
    if "jobs:" not in text
]


@pytest.mark.parametrize(("guide", "number", "text"), BLOCKS)
def test_examples_are_configurations(tmp_path: Path, guide: str, number: int, text: str) -> None:
    path = tmp_path / "infrar.yaml"
    path.write_text(text, "utf-8")
    config = read_config(path)
    for name, environment in config.environments.items():
        provider = load_providers([environment.provider])[environment.provider]
        planned = plan([], provider, config, name)
        assert [each for each in planned.diagnostics if each.severity is Severity.ERROR] == []
        assert render(planned.plan, provider)


def test_every_key_of_the_schema_is_in_the_guide() -> None:
    text = (DOCS / "configuration.md").read_text("utf-8")
    schema = yaml.safe_load((DOCS.parent / "engine/infrar_engine/schemas/infrar.schema.json").read_text("utf-8"))
    keys = [
        *schema["properties"],
        *schema["$defs"]["environment"]["properties"],
        *schema["$defs"]["resource"]["properties"],
    ]
    assert [key for key in keys if f"`{key}`" not in text] == []
