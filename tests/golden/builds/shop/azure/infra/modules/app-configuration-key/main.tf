# One setting. It is reviewed with the code, and plans show how it changes. Without a value there is none.

terraform {
  required_version = ">= 1.6"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.20"
    }
  }
}

resource "azurerm_app_configuration_key" "this" {
  count                  = var.value == null ? 0 : 1
  configuration_store_id = var.app_configuration_id
  key                    = var.name
  value                  = var.value
  tags                   = var.tags
}
