"""Served schemas let the real CLI pass a right configuration and make it fail on each kind of mistake."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.kit.schema_provider import ServedSchemas
from tests.kit.schema_provider.schemas import OverlayError, load, parse_type
from tests.kit.terraform import STEPS, Terraform

GOOGLE = """\
terraform {
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.0"
    }
  }
}

provider "google" {
  project = "shop-prod"
}

data "google_project" "this" {}

resource "google_storage_bucket" "reports" {
  name                        = "shop-reports"
  location                    = "EU"
  storage_class               = "STANDARD"
  public_access_prevention    = "enforced"
  uniform_bucket_level_access = true

  versioning {
    enabled = true
  }

  lifecycle_rule {
    action {
      type = "Delete"
    }
    condition {
      num_newer_versions = 3
    }
  }
}

resource "google_service_account" "app" {
  account_id = "shop-app"
}

resource "google_project_iam_custom_role" "reader" {
  role_id     = "shopReader"
  title       = "Reader"
  permissions = ["storage.objects.get"]
}

resource "google_storage_bucket_iam_member" "app" {
  bucket = google_storage_bucket.reports.name
  role   = google_project_iam_custom_role.reader.name
  member = google_service_account.app.member
}

output "results" {
  value = {
    url     = google_storage_bucket.reports.url
    project = google_storage_bucket.reports.project
    number  = data.google_project.this.number
    member  = google_storage_bucket_iam_member.app.member
    role    = google_storage_bucket_iam_member.app.role
  }
}
"""

AZURE = """\
terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.0"
    }
  }
}

provider "azurerm" {
  subscription_id = "00000000-0000-0000-0000-000000000001"

  features {}
}

data "azurerm_client_config" "current" {}

resource "azurerm_resource_group" "main" {
  name     = "shop"
  location = "westeurope"
}

resource "azurerm_storage_account" "main" {
  name                     = "shopprod"
  resource_group_name      = azurerm_resource_group.main.name
  location                 = azurerm_resource_group.main.location
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  min_tls_version          = "TLS1_2"

  identity {
    type = "SystemAssigned"
  }

  blob_properties {
    versioning_enabled = true
  }
}

resource "azurerm_storage_container" "reports" {
  name               = "reports"
  storage_account_id = azurerm_storage_account.main.id
}

resource "azurerm_role_definition" "reader" {
  name  = "reader"
  scope = azurerm_storage_container.reports.id

  permissions {
    data_actions = ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"]
  }
}

resource "azurerm_role_assignment" "app" {
  scope              = azurerm_storage_container.reports.id
  role_definition_id = azurerm_role_definition.reader.role_definition_resource_id
  principal_id       = azurerm_storage_account.main.identity[0].principal_id
}

output "results" {
  value = {
    endpoint  = azurerm_storage_account.main.primary_blob_endpoint
    container = azurerm_storage_container.reports.id
    tenant    = data.azurerm_client_config.current.tenant_id
  }
}
"""

ACCOUNT = (
    "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/shop"
    "/providers/Microsoft.Storage/storageAccounts/shopprod"
)

RIGHT = {"google": GOOGLE, "azurerm": AZURE}

Serve = Callable[..., ServedSchemas]


@pytest.fixture
def configured(
    terraform: Terraform, served_schemas: Serve, tmp_path: Path
) -> Callable[[str, str], tuple[Terraform, Path]]:
    """Write a configuration and get the CLI that serves its provider."""

    def configure(provider: str, text: str) -> tuple[Terraform, Path]:
        (tmp_path / "main.tf").write_text(text, encoding="utf-8")
        return terraform.using(served_schemas(provider).environment), tmp_path

    return configure


@pytest.mark.parametrize("provider", RIGHT)
def test_a_right_configuration_goes_through_its_whole_life(configured, provider: str) -> None:
    cli, folder = configured(provider, RIGHT[provider])
    runs = cli.lifecycle(folder)
    assert [(run.step, run.errors) for run in runs] == [(step, "") for step in STEPS]
    assert '"resources": []' in (folder / "terraform.tfstate").read_text(encoding="utf-8")


def test_computed_values_of_google_look_like_those_of_the_cloud(configured) -> None:
    cli, folder = configured("google", GOOGLE)
    cli.lifecycle(folder, until="apply")
    assert cli.outputs(folder)["results"] == {
        "url": "gs://shop-reports",
        "project": "shop-prod",
        "number": "123456789012",
        "member": "serviceAccount:shop-app@shop-prod.iam.gserviceaccount.com",
        "role": "projects/shop-prod/roles/shopReader",
    }


def test_computed_values_of_azure_look_like_those_of_the_cloud(configured) -> None:
    cli, folder = configured("azurerm", AZURE)
    cli.lifecycle(folder, until="apply")
    results = cli.outputs(folder)["results"]
    assert results["endpoint"] == "https://shopprod.blob.core.windows.net/"
    assert results["container"] == f"{ACCOUNT}/blobServices/default/containers/reports"
    assert len(results["tenant"]) == 36


def test_a_change_is_planned_and_applied_in_place(configured) -> None:
    cli, folder = configured("google", GOOGLE)
    cli.lifecycle(folder, until="apply")
    (folder / "main.tf").write_text(
        GOOGLE.replace("num_newer_versions = 3", "num_newer_versions = 4"), encoding="utf-8"
    )
    assert cli.unchanged(folder).errors == "the second plan has changes"
    assert cli.apply(folder).errors == ""
    assert cli.unchanged(folder).errors == ""


MISTAKES = [
    # provider, what is right, what is written instead, what Terraform says, and at which step
    pytest.param("google", "versioning {", "versionning {", "versionning", id="misspelled block"),
    pytest.param("google", "storage_class ", "storage_clas ", "storage_clas", id="misspelled argument"),
    pytest.param("google", "num_newer_versions", "num_newest_versions", "num_newest_versions", id="misspelled, nested"),
    pytest.param(
        "google", '"google_service_account" "app"', '"google_service_acount" "app"', "google_service_acount", id="type"
    ),
    pytest.param(
        "google", '  location                    = "EU"\n', "", '"location" is required', id="required missing"
    ),
    pytest.param("google", 'type = "Delete"', "", '"type" is required', id="required missing, nested"),
    pytest.param("google", 'action {\n      type = "Delete"\n    }', "", '1 "action" blocks', id="block missing"),
    pytest.param("google", "enabled = true", 'enabled = "often"', "a bool is required", id="wrong type"),
    pytest.param("google", '["storage.objects.get"]', '"storage.objects.get"', "set of string", id="wrong collection"),
    pytest.param("google", '"enforced"', '"enforce"', "public_access_prevention", id="value not accepted"),
    pytest.param("google", '"Delete"', '"Remove"', "lifecycle_rule.action.type", id="value not accepted, nested"),
    pytest.param("google", '"shop-app"', '"app"', "account_id", id="value of the wrong form"),
    pytest.param(
        "google",
        "storage_bucket.reports.url",
        "storage_bucket.reports.uri",
        'attribute named "uri"',
        id="attribute read",
    ),
    pytest.param(
        "google", ".app.member\n}", ".ap.member\n}", 'google_service_account" "ap"', id="undeclared reference"
    ),
    pytest.param("google", 'data "google_project"', 'data "google_projekt"', "google_projekt", id="data source"),
    pytest.param("google", ".this.number", ".this.numbers", "numbers", id="data source's attribute"),
    pytest.param("google", 'project = "shop-prod"', 'projekt = "shop-prod"', "projekt", id="provider argument"),
    pytest.param("azurerm", "  features {}\n", "", '1 "features" blocks', id="provider block missing"),
    pytest.param("azurerm", "identity {", "identities {", "identities", id="misspelled block, azurerm"),
    pytest.param("azurerm", '"ZRS"', '"XRS"', "account_replication_type", id="value not accepted, azurerm"),
    pytest.param(
        "azurerm", '"shopprod"', '"shop-prod"', "expected name to match", id="value of the wrong form, azurerm"
    ),
    pytest.param("azurerm", "principal_id       =", "object_id =", "object_id", id="misspelled argument, azurerm"),
    pytest.param(
        "azurerm", "identity[0].principal_id", "identity[0].id", 'attribute named "id"', id="attribute read, azurerm"
    ),
    pytest.param(
        "azurerm", "role_definition_id =", "role_definition_name = 1\nrole_definition_id =", "exactly one", id="both"
    ),
    pytest.param("azurerm", ".main.id\n}", ".main.name\n}", "storage_account_id", id="a name where an id belongs"),
    pytest.param("azurerm", ".primary_blob_endpoint", ".primary_access_key", "sensitive", id="a secret as output"),
]


@pytest.mark.parametrize(("provider", "right", "wrong", "named"), MISTAKES)
def test_a_mistake_fails_and_is_named(configured, provider: str, right: str, wrong: str, named: str) -> None:
    text = RIGHT[provider]
    assert text.count(right) == 1
    cli, folder = configured(provider, text.replace(right, wrong))
    assert cli.init(folder).errors == ""
    run = cli.plan(folder)
    assert not run.ok
    assert named in run.errors


@pytest.mark.parametrize("provider", ["google", "azurerm", "aws"])
def test_every_resource_of_a_provider_is_served(
    terraform: Terraform, served_schemas: Serve, tmp_path: Path, provider
) -> None:
    """The CLI itself judges all schemas when it loads them."""
    version = load(provider).version
    text = f'terraform {{\n  required_providers {{\n    {provider} = {{ source = "hashicorp/{provider}" }}\n  }}\n}}\n'
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    cli = terraform.using(served_schemas(provider).environment)
    assert cli.init(tmp_path).errors == ""
    shown = cli.run(tmp_path, "schema", "providers", "schema", "-json")
    assert shown.errors == ""
    assert all(f'"{kind}":' in shown.stdout for kind in load(provider).resources)
    assert version.count(".") == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("string", "string"),
        ("map(list(string))", ["map", ["list", "string"]]),
        ("set(object(a=string,b=list(number)))", ["set", ["object", {"a": "string", "b": ["list", "number"]}]]),
    ],
)
def test_types(text: str, expected: object) -> None:
    assert parse_type(text) == expected


def test_a_type_that_is_none_is_an_error() -> None:
    with pytest.raises(OverlayError, match="strnig"):
        parse_type("strnig")
