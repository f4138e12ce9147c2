"""The examples in rule books: each comes out as it says, and what looks alike is left alone.

They are documentation as well: the first thing to read about an operation on a cloud.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infrar_engine.pipeline import Request, run
from infrar_engine.plugins import RuleBook, load_providers
from infrar_engine.plugins.starting import STARTER
from infrar_engine.plugins.values import Service

FOLDERS = (Path(__file__).parents[3] / "examples/acme_provider/infrar_acme", STARTER)
PROVIDERS = ("aws", "azure", "gcp", "acme", "example-cloud")


def _books() -> Iterator[tuple[str, Service, RuleBook]]:
    for provider in load_providers(PROVIDERS, FOLDERS):
        for service in provider.services:
            for surface in service.surfaces:
                rules = service.book(surface)
                assert rules is not None
                yield provider.id, service, rules


def _examples() -> Iterator[Any]:
    for provider, service, rules in _books():
        chosen = ((service.capability, service.id),)
        for rule in rules.rules:
            for example in rule.examples:
                name = f"{provider}-{service.id}-{rule.operation}-{example.name}"
                yield pytest.param(provider, chosen, example.before, example.after, id=name)
            for index, module in enumerate(rule.leaves_alone):
                name = f"{provider}-{service.id}-{rule.operation}-leaves alone {index}"
                yield pytest.param(provider, chosen, module, module, id=name)


@pytest.mark.parametrize(("provider", "chosen", "before", "after"), list(_examples()))
def test_an_example(provider: str, chosen: tuple[tuple[str, str], ...], before: str, after: str) -> None:
    request = Request(
        None,
        provider=provider,
        plugins=FOLDERS,
        infrastructure=False,
        text=before.encode(),
        filename="example.py",
        layout="mirror",
        services=chosen,
    )
    result = run(request)
    assert [each.message for each in result.diagnostics if each.severity == "error"] == []
    written = {artifact.path: artifact.content.decode() for artifact in result.artifacts}
    assert written.get("example.py", before) == after


@pytest.mark.parametrize("provider", ["aws", "azure", "gcp"])
def test_built_in_rule_books_have_examples_of_what_changes_and_of_what_does_not(provider: str) -> None:
    rules = [rule for name, _, book in _books() if name == provider for rule in book.rules]
    assert sum(len(rule.examples) for rule in rules) >= 5
    assert sum(len(rule.leaves_alone) for rule in rules) >= 5


@pytest.mark.parametrize("provider", ["aws", "azure", "gcp"])
def test_every_operation_of_a_built_in_provider_has_an_example(provider: str) -> None:
    """Of its default services: alternatives are chosen for what these can't do, and show that."""
    (loaded,) = load_providers([provider])
    defaults = set(loaded.default_services.values())
    books = [(service, book) for name, service, book in _books() if name == provider and service.id in defaults]
    lacking = [
        f"{service.id} {rule.operation}"
        for service, book in books
        if not book.capability.asynchronous
        for rule in book.rules
        if not rule.examples
    ]
    assert lacking == []
