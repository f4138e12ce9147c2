"""The examples in rule books: each comes out as it says, and what looks alike is left alone.

They are documentation as well: the first thing to read about an operation on a cloud.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infrar_engine.model import AIO
from infrar_engine.pipeline import Request, run
from infrar_engine.plugins import RuleBook, load_providers
from infrar_engine.plugins.starting import STARTER

FOLDERS = (Path(__file__).parents[3] / "examples/acme_provider/infrar_acme", STARTER)
PROVIDERS = ("aws", "azure", "gcp", "acme", "example-cloud")


def _books() -> Iterator[tuple[str, RuleBook]]:
    loaded = load_providers(PROVIDERS, FOLDERS)
    for provider in loaded:
        for capability in provider.capabilities:
            rules = provider.rules_for(capability)
            if rules is None:
                assert capability in provider.unsupported
                continue
            yield provider.id, rules
            twin = provider.rules_for(f"{AIO}{capability}")
            if twin is not None:
                yield provider.id, twin


def _examples() -> Iterator[Any]:
    for provider, rules in _books():
        for rule in rules.rules:
            for example in rule.examples:
                name = f"{provider}-{rule.operation}-{example.name}"
                yield pytest.param(provider, example.before, example.after, id=name)
            for index, module in enumerate(rule.leaves_alone):
                yield pytest.param(provider, module, module, id=f"{provider}-{rule.operation}-leaves alone {index}")


@pytest.mark.parametrize(("provider", "before", "after"), list(_examples()))
def test_an_example(provider: str, before: str, after: str) -> None:
    request = Request(
        None,
        provider=provider,
        plugins=FOLDERS,
        infrastructure=False,
        text=before.encode(),
        filename="example.py",
        layout="mirror",
    )
    result = run(request)
    assert [each.message for each in result.diagnostics if each.severity == "error"] == []
    written = {artifact.path: artifact.content.decode() for artifact in result.artifacts}
    assert written.get("example.py", before) == after


@pytest.mark.parametrize("provider", ["aws", "azure", "gcp"])
def test_built_in_rule_books_have_examples_of_what_changes_and_of_what_does_not(provider: str) -> None:
    rules = [rule for name, book in _books() if name == provider for rule in book.rules]
    assert sum(len(rule.examples) for rule in rules) >= 5
    assert sum(len(rule.leaves_alone) for rule in rules) >= 5
