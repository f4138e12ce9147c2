variable "name" {
  description = "Name of the container: letters, digits, dashes and underscores, 255 at most."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9_-]{0,254}$", var.name))
    error_message = "A container's name has letters, digits, dashes and underscores, 255 at most, and begins with a letter or digit."
  }
}

variable "account_id" {
  description = "Resource ID of the Cosmos DB account."
  type        = string
  nullable    = false
}

variable "account_name" {
  description = "Name of the Cosmos DB account."
  type        = string
  nullable    = false
}

variable "database_name" {
  description = "Name of the database that the container is in."
  type        = string
  nullable    = false
}

variable "resource_group_name" {
  description = "Name of the resource group of the account."
  type        = string
  nullable    = false
}
