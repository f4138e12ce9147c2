variable "environment_name" {
  description = "Name of the environment, without underscores: what is before the first one in a parameter's name."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9-]{1,100}$", var.environment_name))
    error_message = "The name of an environment has 1 to 100 lower-case letters, digits and dashes."
  }
}
