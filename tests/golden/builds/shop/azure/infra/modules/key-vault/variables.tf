variable "name" {
  description = "Name of the vault: 3 to 24 letters, digits and single dashes, beginning with a letter, unique in all of Azure."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z](-?[A-Za-z0-9])+$", var.name)) && length(var.name) >= 3 && length(var.name) <= 24
    error_message = "A vault's name has 3 to 24 letters, digits and single dashes, begins with a letter and doesn't end with a dash."
  }
}

variable "resource_group_name" {
  description = "Name of the resource group that the vault belongs to."
  type        = string
  nullable    = false
}

variable "location" {
  description = "Azure region of the vault, such as westeurope."
  type        = string
  nullable    = false
}

variable "retention_days" {
  description = "Days for which deleted secrets, and the vault, can be had back, 7 to 90. It can't be changed later."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = var.retention_days >= 7 && var.retention_days <= 90 && floor(var.retention_days) == var.retention_days
    error_message = "The retention is a whole number of days from 7 to 90."
  }
}

variable "public_network_access_enabled" {
  description = "Whether the vault answers outside of private endpoints. Access needs an identity with a role either way."
  type        = bool
  default     = true
  nullable    = false
}

variable "tags" {
  description = "Tags of the vault."
  type        = map(string)
  default     = {}
  nullable    = false
}
