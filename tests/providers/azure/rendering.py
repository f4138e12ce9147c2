"""The provider's own Terraform templates, rendered for a plan made by hand.

In: a `ResourcePlan`. Out: the text of each file, by name, and a folder that the Terraform CLI can read: root files as
a build lays them out, around the templates under test.
"""

import json
import re
import shutil
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from infrar_engine.model import Grant, Resource, ResourcePlan, UseSite
from tests.providers.azure.native import PROVIDER, SERVICE

BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs"
DELEGATION = "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action"
TRUST = {
    "assumed_by": [
        {
            "name": "deploy",
            "issuer": "https://token.actions.githubusercontent.com",
            "subject": "repo:acme/photos:ref:refs/heads/main",
        }
    ]
}


def plan(**options: Any) -> ResourcePlan:
    """Two containers; the application reads and writes one, reads the other, and signs links."""
    uses = (UseSite("app.py", 5), UseSite("app.py", 9))
    grants = (
        _grant("photos", "storage.read", f"{BLOBS}/read", "Storage Blob Data Reader", uses),
        _grant("photos", "storage.write", f"{BLOBS}/write", "Storage Blob Data Contributor", uses[:1]),
        _grant("photos", "storage.presign", DELEGATION, "Storage Blob Delegator", uses[1:], scope="account"),
        _grant("reports", "storage.list_objects", f"{BLOBS}/read", "Storage Blob Data Reader", uses[1:]),
    )
    resources = tuple(
        Resource("storage", "storage/blob-storage", name, name, f"demo-{name}", None, (), uses)
        for name in ("photos", "reports")
    )
    return ResourcePlan("demo", "prod", "azure", "westeurope", resources, grants, (("team", "a"),), options)


def _grant(
    resource: str, operation: str, action: str, role: str, uses: tuple[UseSite, ...], scope: str = "resource"
) -> Grant:
    return Grant("app", (action,), resource, scope, ("*",), (operation,), uses, role)


def render(template: str, for_plan: ResourcePlan) -> str:
    """One template of the provider folder; `template` is its path in there."""
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(PROVIDER),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update({"hcl": hcl, "hcl_name": lambda text: re.sub(r"\W", "_", text)})
    return environment.get_template(template).render(
        plan=for_plan,
        grants=for_plan.grants,
        resources=for_plan.resources,
        region=for_plan.region,
        tags=dict(for_plan.tags),
        options=for_plan.options,
        resource=lambda name: next(each for each in for_plan.resources if each.identifier == name),
    )


def hcl(value: object) -> str:
    """A plain value as an HCL expression."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{hcl(key)} = {hcl(item)}" for key, item in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")


def configuration(for_plan: ResourcePlan) -> dict[str, str]:
    """All root files by name."""
    names = ["provider-block", "backend", "variables", "identity"]
    files = {f"{name}.tf": render(f"terraform-config/{name}.tf.tmpl", for_plan) for name in names}
    modules = "".join(
        f"""
module "{each.identifier}" {{
  source             = "./modules/blob-container"
  name               = {hcl(each.physical_name)}
  storage_account_id = module.storage_account.id
  tags               = local.tags
}}
"""
        for each in for_plan.resources
    )
    return {**files, "main.tf": MAIN.replace("TAGS", hcl(dict(for_plan.tags))) + modules}


def lay_out(folder: Path, for_plan: ResourcePlan) -> None:
    """Write the configuration and its modules into `folder`."""
    for name, text in configuration(for_plan).items():
        (folder / name).write_text(text)
    shutil.copytree(SERVICE / "terraform", folder / "modules" / "blob-container")
    shutil.copytree(SERVICE / "shared", folder / "modules" / "storage-account")


MAIN = """terraform {
  required_version = ">= 1.6"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.20"
    }
  }
}

locals {
  tags = TAGS
}

module "storage_account" {
  source                        = "./modules/storage-account"
  name                          = local.storage_account_name
  resource_group_name           = azurerm_resource_group.this.name
  location                      = azurerm_resource_group.this.location
  replication_type              = var.storage_replication_type
  retention_days                = var.storage_retention_days
  public_network_access_enabled = var.storage_public_network_access_enabled
  tags                          = local.tags
}
"""
