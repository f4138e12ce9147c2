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

variable "application_principal_id" {
  description = "Object ID of the identity that the application runs as, to which its roles are assigned; null to assign them later."
  type        = string
  default     = null
}
