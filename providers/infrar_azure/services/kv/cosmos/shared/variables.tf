variable "name" {
  description = "Name of the account: 3 to 44 lower-case letters, digits and dashes, unique in all of Azure."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,42}[a-z0-9]$", var.name))
    error_message = "A Cosmos DB account's name has 3 to 44 lower-case letters, digits and dashes."
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

variable "zone_redundant" {
  description = "Whether the account is spread over the availability zones of its region."
  type        = bool
  default     = true
  nullable    = false
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
