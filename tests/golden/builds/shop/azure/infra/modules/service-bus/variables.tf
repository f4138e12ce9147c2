variable "name" {
  description = "Name of the namespace, unique in all of Azure: 6 to 50 letters, digits and dashes."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z][A-Za-z0-9-]{4,48}[A-Za-z0-9]$", var.name))
    error_message = "A namespace's name has 6 to 50 letters, digits and dashes, begins with a letter and doesn't end with a dash."
  }
}

variable "resource_group_name" {
  description = "Name of the resource group that the namespace belongs to."
  type        = string
  nullable    = false
}

variable "location" {
  description = "Azure region of the namespace, such as westeurope."
  type        = string
  nullable    = false
}

variable "sku" {
  description = "Standard, or Premium for private endpoints and large messages. Basic has no topics."
  type        = string
  default     = "Standard"
  nullable    = false

  validation {
    condition     = contains(["Standard", "Premium"], var.sku)
    error_message = "The tier is Standard or Premium."
  }
}

variable "public_network_access_enabled" {
  description = "Whether the namespace answers outside of private endpoints, which only the Premium tier has."
  type        = bool
  default     = true
  nullable    = false
}

variable "tags" {
  description = "Tags of the namespace."
  type        = map(string)
  default     = {}
  nullable    = false
}
