variable "name" {
  description = "Name of the parameter."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9-]+(/[a-z0-9-]+)*$", var.name)) && length(var.name) <= 127
    error_message = "The name of a parameter has 1 to 127 lower-case letters, digits and hyphens, with single slashes between levels."
  }
}

variable "app_configuration_id" {
  description = "Resource ID of the store that holds the parameter."
  type        = string
  nullable    = false
}

variable "value" {
  description = "Value of the parameter; null for no parameter."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags of the parameter."
  type        = map(string)
  default     = {}
  nullable    = false
}
