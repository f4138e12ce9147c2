# What sends an environment's mail: a communication service, linked to one domain. That is a domain of Azure's own, to try
# things out with, or one's own, whose DNS records the output `verification_records` names: until they are there, linking fails.

terraform {
  required_version = ">= 1.6"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.20"
    }
  }
}

resource "azurerm_communication_service" "this" {
  name                = var.name
  resource_group_name = var.resource_group_name
  data_location       = var.data_location
  tags                = var.tags
}

resource "azurerm_email_communication_service" "this" {
  name                = var.name
  resource_group_name = var.resource_group_name
  data_location       = var.data_location
  tags                = var.tags
}

resource "azurerm_email_communication_service_domain" "this" {
  name              = coalesce(var.domain, "AzureManagedDomain")
  email_service_id  = azurerm_email_communication_service.this.id
  domain_management = var.domain == null ? "AzureManaged" : "CustomerManaged"
  tags              = var.tags

  # Nobody learns whether and when a mail was opened.
  user_engagement_tracking_enabled = false
}

resource "azurerm_communication_service_email_domain_association" "this" {
  communication_service_id = azurerm_communication_service.this.id
  email_service_domain_id  = azurerm_email_communication_service_domain.this.id
}
