# One table: a container whose items are in one logical partition, and are removed when their time ends.

terraform {
  required_version = ">= 1.6"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.20"
    }
  }
}

resource "azurerm_cosmosdb_sql_container" "this" {
  name                = var.name
  resource_group_name = var.resource_group_name
  account_name        = var.account_name
  database_name       = var.database_name

  partition_key_paths   = ["/partition"]
  partition_key_kind    = "Hash"
  partition_key_version = 2

  # Items without a `ttl` of their own stay.
  default_ttl = -1
}
