# One container for one bucket of the application. It is private, and its data is reached with Entra ID identities alone.

terraform {
  required_version = ">= 1.6"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.20"
    }
  }
}

resource "azurerm_storage_container" "this" {
  name                              = var.name
  storage_account_id                = var.storage_account_id
  container_access_type             = "private"
  default_encryption_scope          = var.encryption_scope
  encryption_scope_override_enabled = var.encryption_scope == null ? null : false

  # Containers carry no tags. Metadata takes their place; its keys are lower-case identifiers.
  metadata = { for key, value in var.tags : replace(lower(key), "/[^a-z0-9_]/", "_") => value }
}
