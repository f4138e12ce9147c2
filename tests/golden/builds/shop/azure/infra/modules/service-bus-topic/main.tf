# One topic. Who subscribes makes a subscription; with sessions, it keeps the order of ordering keys.

terraform {
  required_version = ">= 1.6"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.20"
    }
  }
}

resource "azurerm_servicebus_topic" "this" {
  name                = var.name
  namespace_id        = var.namespace_id
  default_message_ttl = "P${var.retention_days}D"
  support_ordering    = true
}
