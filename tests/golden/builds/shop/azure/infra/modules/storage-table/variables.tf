variable "name" {
  description = "Name of the table: 3 to 63 letters and digits, beginning with a letter."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z][A-Za-z0-9]{2,62}$", var.name)) && lower(var.name) != "tables"
    error_message = "A table's name has 3 to 63 letters and digits, begins with a letter, and isn't tables."
  }
}

variable "storage_account_id" {
  description = "Resource ID of the storage account that holds the table."
  type        = string
  nullable    = false
}

variable "storage_account_name" {
  description = "Name of that storage account."
  type        = string
  nullable    = false
}

variable "resource_group_name" {
  description = "Name of the resource group of that storage account."
  type        = string
  nullable    = false
}

variable "tags" {
  description = "Tags of the environment. The deployment carries them, as tables can't."
  type        = map(string)
  default     = {}
  nullable    = false
}
