"""The configurations for clouds whose Terraform providers can't be had here: the real CLI on the providers' schemas."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.infra.scenario import ENVIRONMENTS, lay_out
from tests.kit.schema_provider import ServedSchemas
from tests.kit.terraform import Terraform, keep_state_locally
from tests.kit.together import together

pytestmark = pytest.mark.xdist_group("terraform-served")

SCHEMAS = {"azure": "azurerm", "gcp": "google"}

Serve = Callable[..., ServedSchemas]


def prepared(provider: str, name: str, folder: Path, terraform: Terraform, serve: Serve) -> tuple[Path, Terraform]:
    root = lay_out(provider, name, folder)
    keep_state_locally(root)
    return root, terraform.using(serve(SCHEMAS[provider]).environment)


@pytest.mark.parametrize("provider", SCHEMAS)
def test_configurations_live_their_life(
    terraform: Terraform, served_schemas: Serve, tmp_path: Path, provider: str
) -> None:
    for name in ENVIRONMENTS:
        lay_out(provider, name, tmp_path / "laid" / name).rename(tmp_path / name)
    together(tmp_path, ENVIRONMENTS)
    cli = terraform.using(served_schemas(SCHEMAS[provider]).environment)
    assert [run.errors for run in cli.lifecycle(tmp_path)] == [""] * 4


# provider, file, a text in it, the misspelling, what the CLI says of it
MISSPELLINGS = [
    (
        "azure",
        "modules/blob-container/main.tf",
        "container_access_type",
        "container_acces_type",
        "container_acces_type",
    ),
    ("azure", "identity.tf", "role_definition_id", "role_definition", "role_definition"),
    ("azure", "main.tf", "module.storage_account.id", "module.storage_acount.id", "storage_acount"),
    ("gcp", "modules/cloud-storage/main.tf", "uniform_bucket_level_access", "uniform_access", "uniform_access"),
    ("gcp", "identity.tf", "permissions", "permission", "permission"),
    ("gcp", "outputs.tf", "module.reports.name", "module.report.name", '"report"'),
]


@pytest.mark.parametrize(("provider", "file", "right", "wrong", "message"), MISSPELLINGS)
def test_a_misspelling_fails(
    terraform: Terraform,
    served_schemas: Serve,
    tmp_path: Path,
    provider: str,
    file: str,
    right: str,
    wrong: str,
    message: str,
) -> None:
    root, cli = prepared(provider, "bare", tmp_path, terraform, served_schemas)
    path = root / file
    text = path.read_text("utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong), "utf-8")
    assert cli.init(root).errors == ""
    run = cli.validate(root)
    assert not run.ok
    assert message in run.errors
