variable "name" {
  description = "Name of the secret: 1 to 127 letters, digits and dashes."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9A-Za-z-]{1,127}$", var.name))
    error_message = "The name of a secret has 1 to 127 letters, digits and dashes."
  }
}

variable "key_vault_id" {
  description = "Resource ID of the vault that holds the secret."
  type        = string
  nullable    = false
}
