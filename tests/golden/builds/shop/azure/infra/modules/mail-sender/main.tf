# One address of the environment's mail domain. Every domain has DoNotReply; further ones are made here, which a domain that
# Azure manages allows only after its limits were raised.

terraform {
  required_version = ">= 1.6"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.20"
    }
  }
}

locals {
  username = var.address == null ? "DoNotReply" : split("@", var.address)[0]
}

resource "azurerm_email_communication_service_domain_sender_username" "this" {
  count = lower(local.username) == "donotreply" ? 0 : 1

  name                    = local.username
  email_service_domain_id = var.domain_id

  lifecycle {
    precondition {
      condition     = lower(split("@", var.address)[1]) == lower(var.domain)
      error_message = "The address belongs to another domain than `email_domain`, the one that mail of this environment comes from."
    }
  }
}
