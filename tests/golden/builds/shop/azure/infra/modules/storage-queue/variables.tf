variable "name" {
  description = "Name of the queue: 3 to 58 lower-case letters, digits and single dashes."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9](-?[a-z0-9])+$", var.name)) && length(var.name) >= 3 && length(var.name) <= 58
    error_message = "A queue's name has 3 to 58 lower-case letters, digits and single dashes, and no dash at its ends."
  }
}

variable "storage_account_id" {
  description = "Resource ID of the storage account that holds the queue."
  type        = string
  nullable    = false
}

variable "tags" {
  description = "Tags of the environment, kept as the queue's metadata."
  type        = map(string)
  default     = {}
  nullable    = false
}
