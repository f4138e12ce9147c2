# The environment's Service Bus namespace, which holds its topics and queues. It takes Entra ID identities alone, over TLS 1.2.

terraform {
  required_version = ">= 1.6"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.20"
    }
  }
}

resource "azurerm_servicebus_namespace" "this" {
  name                          = var.name
  resource_group_name           = var.resource_group_name
  location                      = var.location
  sku                           = var.sku
  capacity                      = var.sku == "Premium" ? 1 : null
  premium_messaging_partitions  = var.sku == "Premium" ? 1 : null
  minimum_tls_version           = "1.2"
  local_auth_enabled            = false
  public_network_access_enabled = var.public_network_access_enabled
  tags                          = var.tags

  identity {
    type = "SystemAssigned"
  }
}
