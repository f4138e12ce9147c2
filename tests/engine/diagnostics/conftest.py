"""The Terraform CLI with the provider that the example provider's configuration is for, or with its schema alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import pytest

from tests.engine.diagnostics.pages import Example

if TYPE_CHECKING:
    from tests.kit.schema_provider import ServedSchemas
    from tests.kit.terraform import Terraform

WARNED_BY_THE_PROVIDER = ("INF604-fails",)  # deprecations aren't in the schemas that the kit serves


@pytest.fixture
def terraform_settings(
    terraform: Terraform, served_schemas: Callable[..., ServedSchemas]
) -> Callable[[Example], Mapping[str, str]]:
    """Environment variables that make the CLI of the test kit the one that the user has."""

    def settings(one: Example) -> Mapping[str, str]:
        real = str(one) in WARNED_BY_THE_PROVIDER
        cli = terraform if real else terraform.using(served_schemas("aws").environment)
        if real:
            _require_the_provider(terraform.registry)
        passed = {name: value for name, value in cli.environment.items() if name.startswith(("TF_", "CHECKPOINT_"))}
        return {**passed, "INFRAR_TOFU": cli.binary}

    return settings


def _require_the_provider(registry: str) -> None:
    from tests.kit.mirror import find_mirror
    from tests.kit.missing import missing

    if find_mirror(registry) is None:
        missing("the aws provider of Terraform", "make tools")
