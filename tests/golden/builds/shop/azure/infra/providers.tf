provider "azurerm" {
  subscription_id     = var.subscription_id
  storage_use_azuread = true

  features {
    # Everything here goes through the Resource Manager, so whoever deploys needs no access to the data.
    storage {
      data_plane_available = false
    }
  }
}

locals {
  environment_name = trim(replace("shop-azure", "/[^A-Za-z0-9-]+/", "-"), "-")

  # Unique in all of Azure, hence the hash. Another subscription has another one.
  storage_account_name = coalesce(var.storage_account_name, join("", [
    substr(replace(lower(local.environment_name), "-", ""), 0, 16),
    substr(sha256(join("/", compact([var.subscription_id, local.environment_name]))), 0, 8),
  ]))

  key_vault_name = coalesce(var.key_vault_name, join("-", compact([
    "kv",
    trim(substr(replace(lower(local.environment_name), "/-+/", "-"), 0, 12), "-"),
    substr(sha256(join("/", compact([var.subscription_id, local.environment_name]))), 0, 8),
  ])))

  app_configuration_name = coalesce(var.app_configuration_name, join("-", compact([
    trim(substr(replace(lower(local.environment_name), "/-+/", "-"), 0, 40), "-"),
    substr(sha256(join("/", compact([var.subscription_id, local.environment_name]))), 0, 8),
  ])))
}

resource "azurerm_resource_group" "this" {
  name     = coalesce(var.resource_group_name, local.environment_name)
  location = var.region
  tags     = local.tags
}
