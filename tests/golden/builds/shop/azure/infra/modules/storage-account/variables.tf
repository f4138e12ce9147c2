variable "name" {
  description = "Name of the storage account: 3 to 24 lower-case letters and digits, unique in all of Azure."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]{3,24}$", var.name))
    error_message = "A storage account's name has 3 to 24 lower-case letters and digits."
  }
}

variable "resource_group_name" {
  description = "Name of the resource group that the account belongs to."
  type        = string
  nullable    = false
}

variable "location" {
  description = "Azure region of the account, such as westeurope."
  type        = string
  nullable    = false
}

variable "replication_type" {
  description = "How data is copied: LRS in one data centre, ZRS in three of a region, GRS and GZRS also in the paired region, RA… readable there."
  type        = string
  default     = "ZRS"
  nullable    = false

  validation {
    condition     = contains(["LRS", "ZRS", "GRS", "RAGRS", "GZRS", "RAGZRS"], var.replication_type)
    error_message = "The replication type is one of LRS, ZRS, GRS, RAGRS, GZRS and RAGZRS."
  }
}

variable "retention_days" {
  description = "Days for which deleted blobs and containers, and overwritten versions of blobs, can be had back: 1 to 365."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.retention_days >= 1 && var.retention_days <= 365 && floor(var.retention_days) == var.retention_days
    error_message = "The retention is a whole number of days from 1 to 365."
  }
}

variable "public_network_access_enabled" {
  description = "Whether the account answers outside of private endpoints. Access needs an identity with a role either way."
  type        = bool
  default     = true
  nullable    = false
}

variable "tags" {
  description = "Tags of the account."
  type        = map(string)
  default     = {}
  nullable    = false
}
