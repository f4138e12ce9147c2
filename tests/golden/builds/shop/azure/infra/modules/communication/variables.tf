variable "name" {
  description = "Name of the communication service, unique in all of Azure."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9-]{1,63}$", var.name))
    error_message = "A communication service's name has at most 63 letters, digits and dashes."
  }
}

variable "resource_group_name" {
  description = "Name of the resource group that the service belongs to."
  type        = string
  nullable    = false
}

variable "domain" {
  description = "Domain that mail comes from, such as example.com; null for one that Azure manages."
  type        = string
  default     = null
}

variable "data_location" {
  description = "Where mail is kept until it is delivered, such as Europe."
  type        = string
  default     = "Europe"
  nullable    = false
}

variable "tags" {
  description = "Tags of the service."
  type        = map(string)
  default     = {}
  nullable    = false
}
