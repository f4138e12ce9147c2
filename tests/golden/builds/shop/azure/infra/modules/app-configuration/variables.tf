variable "name" {
  description = "Name of the store: 5 to 50 letters, digits and dashes, unique in all of Azure."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9](-?[A-Za-z0-9]){4,49}$", var.name)) && length(var.name) <= 50
    error_message = "A store's name has 5 to 50 letters, digits and single dashes, and no dash at its ends."
  }
}

variable "resource_group_name" {
  description = "Name of the resource group that the store belongs to."
  type        = string
  nullable    = false
}

variable "location" {
  description = "Azure region of the store, such as westeurope."
  type        = string
  nullable    = false
}

variable "sku" {
  description = "Tier of the store: standard, or premium with more requests and storage."
  type        = string
  default     = "standard"
  nullable    = false

  validation {
    condition     = contains(["standard", "premium"], var.sku)
    error_message = "The tier is standard or premium: the others keep no deleted stores."
  }
}

variable "public_network_access_enabled" {
  description = "Whether the store answers outside of private endpoints. Access needs an identity with a role either way."
  type        = bool
  default     = true
  nullable    = false
}

variable "tags" {
  description = "Tags of the store."
  type        = map(string)
  default     = {}
  nullable    = false
}
