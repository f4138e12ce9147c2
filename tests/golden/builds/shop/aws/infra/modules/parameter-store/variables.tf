variable "name" {
  description = "Name of the parameter below the path."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9-]+(/[a-z0-9-]+)*$", var.name)) && length(var.name) <= 127
    error_message = "The name of a parameter has 1 to 127 lower-case letters, digits and hyphens, with single slashes between levels."
  }
}

variable "path" {
  description = "Path of the environment's parameters, with a slash at both ends."
  type        = string
  nullable    = false
}

variable "path_arn" {
  description = "ARN of the path."
  type        = string
  nullable    = false
}

variable "value" {
  description = "Value of the parameter; null for no parameter."
  type        = string
  default     = null

  validation {
    condition     = var.value == null ? true : length(var.value) >= 1 && !strcontains(var.value, "{{")
    error_message = "A value isn't empty, and holds no {{."
  }
}

variable "description" {
  description = "What the parameter is."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags of the parameter."
  type        = map(string)
  default     = {}
  nullable    = false
}
