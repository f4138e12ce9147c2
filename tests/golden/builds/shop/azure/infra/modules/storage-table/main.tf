# One table of the storage account, reached with Entra ID identities alone.

terraform {
  required_version = ">= 1.6"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.20"
    }
  }
}

# The provider's own resource for tables asks for access with account keys, which the account refuses. The Resource Manager
# makes tables, too.
resource "azurerm_resource_group_template_deployment" "this" {
  name                = var.name
  resource_group_name = var.resource_group_name
  deployment_mode     = "Incremental"
  tags                = var.tags

  template_content = jsonencode({
    "$schema"      = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
    contentVersion = "1.0.0.0"
    resources = [{
      type       = "Microsoft.Storage/storageAccounts/tableServices/tables"
      apiVersion = "2023-05-01"
      name       = "${var.storage_account_name}/default/${var.name}"
      properties = {}
    }]
  })
}
