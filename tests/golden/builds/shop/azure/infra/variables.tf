variable "region" {
  description = "Azure region of all resources, such as westeurope."
  type        = string
  default     = "westeurope"
  nullable    = false
}

variable "subscription_id" {
  description = "Subscription to deploy to; null for the one that ARM_SUBSCRIPTION_ID or the Azure CLI names."
  type        = string
  default     = null
}

variable "resource_group_name" {
  description = "Name of the resource group; null to name it after project and environment."
  type        = string
  default     = null
}

variable "storage_account_name" {
  description = "Name of the storage account; null for one made of project, environment and a hash."
  type        = string
  default     = null
}

variable "storage_replication_type" {
  description = "How the storage account copies data: LRS, ZRS, GRS, RAGRS, GZRS or RAGZRS."
  type        = string
  default     = "ZRS"
  nullable    = false
}

variable "storage_retention_days" {
  description = "Days for which deleted and overwritten blobs can be had back: 1 to 365."
  type        = number
  default     = 30
  nullable    = false
}

variable "storage_public_network_access_enabled" {
  description = "Whether the storage account answers outside of private endpoints. Access needs an identity with a role either way."
  type        = bool
  default     = true
  nullable    = false
}

variable "key_vault_name" {
  description = "Name of the vault; null for one made of project, environment and a hash."
  type        = string
  default     = null
}

variable "key_vault_retention_days" {
  description = "Days for which deleted secrets, and the vault, can be had back: 7 to 90. It can't be changed later."
  type        = number
  default     = 90
  nullable    = false
}

variable "key_vault_public_network_access_enabled" {
  description = "Whether the vault answers outside of private endpoints. Access needs an identity with a role either way."
  type        = bool
  default     = true
  nullable    = false
}

variable "app_configuration_name" {
  description = "Name of the App Configuration store; null for one made of project, environment and a hash."
  type        = string
  default     = null
}

variable "app_configuration_sku" {
  description = "Tier of the App Configuration store: standard or premium."
  type        = string
  default     = "standard"
  nullable    = false
}

variable "app_configuration_public_network_access_enabled" {
  description = "Whether the store answers outside of private endpoints. Access needs an identity with a role either way."
  type        = bool
  default     = true
  nullable    = false
}

variable "application_principal_id" {
  description = "Object ID of the identity that the application runs as, to which its roles are assigned; null to assign them later."
  type        = string
  default     = null
}

variable "private_endpoint_subnet_id" {
  description = "Resource ID of the subnet in which caches and databases have their only addresses."
  type        = string
  nullable    = false
}

variable "cache_private_dns_zone_id" {
  description = "Resource ID of the private DNS zone privatelink.redis.cache.windows.net, which the application's network is linked to."
  type        = string
  nullable    = false
}

variable "database_private_dns_zone_id" {
  description = "Resource ID of the private DNS zone privatelink.postgres.database.azure.com, which the application's network is linked to."
  type        = string
  nullable    = false
}

variable "database_administrators" {
  description = "Object IDs of the Entra ID groups that administer databases, by their names."
  type        = map(string)
  nullable    = false
}
