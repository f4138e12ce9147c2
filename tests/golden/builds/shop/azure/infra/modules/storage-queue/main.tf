# One queue, and the queue of its dead letters: what was received five times is moved there by the application. Both are reached
# with Entra ID identities alone.

terraform {
  required_version = ">= 1.6"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.20"
    }
  }
}

resource "azurerm_storage_queue" "this" {
  for_each = { queue = var.name, dead = "${var.name}-dead" }

  name               = each.value
  storage_account_id = var.storage_account_id

  # Queues carry no tags. Metadata takes their place; its keys are lower-case identifiers.
  metadata = { for key, value in var.tags : replace(lower(key), "/[^a-z0-9_]/", "_") => value }
}
