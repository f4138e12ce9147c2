variable "name" {
  description = "Name of the cache, unique in all of Azure: 1 to 63 letters, digits and single dashes."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9](-?[A-Za-z0-9])*$", var.name)) && length(var.name) <= 63
    error_message = "A cache's name has 1 to 63 letters, digits and single dashes, and no dash at its ends."
  }
}

variable "resource_group_name" {
  description = "Name of the resource group that the cache belongs to."
  type        = string
  nullable    = false
}

variable "location" {
  description = "Azure region of the cache, such as westeurope."
  type        = string
  nullable    = false
}

variable "private_endpoint_subnet_id" {
  description = "Resource ID of the subnet in which the cache has its only address."
  type        = string
  nullable    = false
}

variable "private_dns_zone_id" {
  description = "Resource ID of the private DNS zone privatelink.redis.cache.windows.net, which the application's network is linked to."
  type        = string
  nullable    = false
}

variable "application_principals" {
  description = "Object IDs of the identities that log in, by a name of one's choice; the first is the address's user."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "tags" {
  description = "Tags of the cache and of what belongs to it."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "sku" {
  description = "Basic, Standard or Premium."
  type        = string
  default     = "Standard"
  nullable    = false

  validation {
    condition     = contains(["Basic", "Standard", "Premium"], var.sku)
    error_message = "The SKU is one of Basic, Standard and Premium."
  }
}

variable "capacity" {
  description = "Size: 0 to 6, or 1 to 5 for Premium."
  type        = number
  default     = 1
  nullable    = false
}
