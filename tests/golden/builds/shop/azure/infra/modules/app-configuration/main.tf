# The store that holds all parameters of an environment. Access is a matter of roles alone: there are no keys.

terraform {
  required_version = ">= 1.6"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.20"
    }
  }
}

data "azurerm_client_config" "current" {}

resource "azurerm_app_configuration" "this" {
  name                = var.name
  resource_group_name = var.resource_group_name
  location            = var.location
  sku                 = var.sku
  tags                = var.tags

  local_auth_enabled    = false
  public_network_access = var.public_network_access_enabled ? "Enabled" : "Disabled"

  # A deleted store can be had back for a week, and by nobody removed for good before.
  purge_protection_enabled   = true
  soft_delete_retention_days = 7
}

# Whoever deploys writes the parameters, and owning the store doesn't suffice for that.
resource "azurerm_role_assignment" "deployer" {
  scope                = azurerm_app_configuration.this.id
  role_definition_name = "App Configuration Data Owner"
  principal_id         = data.azurerm_client_config.current.object_id
}
