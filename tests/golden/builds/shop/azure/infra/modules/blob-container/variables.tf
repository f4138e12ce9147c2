variable "name" {
  description = "Name of the container: 3 to 63 lower-case letters, digits and single dashes."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9](-?[a-z0-9])+$", var.name)) && length(var.name) >= 3 && length(var.name) <= 63
    error_message = "A container's name has 3 to 63 lower-case letters, digits and single dashes, and no dash at its ends."
  }
}

variable "storage_account_id" {
  description = "Resource ID of the storage account that holds the container."
  type        = string
  nullable    = false
}

variable "encryption_scope" {
  description = "Encryption scope that all blobs of the container use, with no other allowed; null for the account's own key."
  type        = string
  default     = null

  validation {
    condition     = var.encryption_scope == null || can(regex("^[A-Za-z0-9-]{3,63}$", var.encryption_scope))
    error_message = "The name of an encryption scope has 3 to 63 letters, digits and dashes."
  }
}

variable "tags" {
  description = "Tags of the environment, kept as the container's metadata."
  type        = map(string)
  default     = {}
  nullable    = false
}
