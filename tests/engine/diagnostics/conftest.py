"""The Terraform CLI with the provider that the example provider's configuration is for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.kit.terraform import Terraform


@pytest.fixture
def terraform_settings(terraform: Terraform) -> Mapping[str, str]:
    """Environment variables that make the CLI of the test kit the one that the user has."""
    from tests.kit.mirror import find_mirror
    from tests.kit.missing import missing

    if find_mirror(terraform.registry) is None:
        missing("the aws provider of Terraform", "make tools")
    settings = {name: value for name, value in terraform.environment.items() if name.startswith(("TF_", "CHECKPOINT_"))}
    return {**settings, "INFRAR_TOFU": terraform.binary}
