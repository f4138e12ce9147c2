variable "name" {
  description = "Name of the parameter, with slashes between levels."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9-]+(/[a-z0-9-]+)*$", var.name)) && length(var.name) <= 127
    error_message = "The name of a parameter has 1 to 127 lower-case letters, digits and hyphens, with single slashes between levels."
  }
}

variable "prefix" {
  description = "What the names of the environment's parameters begin with."
  type        = string
  nullable    = false
}

variable "region" {
  description = "The environment's region, which keeps the parameter."
  type        = string
  nullable    = false
}

variable "value" {
  description = "Value of the parameter; null for none."
  type        = string
  default     = null
}

variable "labels" {
  description = "Labels of the parameter's secret."
  type        = map(string)
  default     = {}
  nullable    = false
}
