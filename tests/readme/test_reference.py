"""The pages of `docs/sdk/` are what the SDK's docstrings and the rule books make of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from infrar_engine.catalog import load_catalog
from infrar_engine.model import AIO, Capability

ROOT = Path(__file__).resolve().parents[2]


def test_the_pages_are_what_the_generator_writes() -> None:
    """After a change of either, `python docs/generate.py` writes them anew."""
    command = [sys.executable, "docs/generate.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stderr, done.returncode) == ("", 0)


@pytest.mark.parametrize("capability", load_catalog().capabilities, ids=lambda each: each.name)
def test_a_page_has_both_kinds_of_operations(capability: Capability) -> None:
    page = (ROOT / "docs" / "sdk" / f"{capability.name}.md").read_text("utf-8")
    twin = load_catalog().capability(f"{AIO}{capability.name}")
    assert twin is not None
    for operation in (*capability.operations, *twin.operations):
        assert operation.source.removesuffix(": ...").removeprefix("def ") in page
