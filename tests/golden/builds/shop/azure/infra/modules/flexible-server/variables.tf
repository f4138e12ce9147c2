variable "name" {
  description = "Name of the database server, unique in all of Azure; the database in it has underscores for dashes."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.name))
    error_message = "A database server's name has 3 to 63 lower-case letters, digits and dashes, and no dash at its ends."
  }
}

variable "resource_group_name" {
  description = "Name of the resource group that the database belongs to."
  type        = string
  nullable    = false
}

variable "location" {
  description = "Azure region of the database, such as westeurope."
  type        = string
  nullable    = false
}

variable "private_endpoint_subnet_id" {
  description = "Resource ID of the subnet in which the database has its only address."
  type        = string
  nullable    = false
}

variable "private_dns_zone_id" {
  description = "Resource ID of the private DNS zone privatelink.postgres.database.azure.com, which the application's network is linked to."
  type        = string
  nullable    = false
}

variable "administrators" {
  description = "Object IDs of the Entra ID groups that administer the server, by their names."
  type        = map(string)
  nullable    = false

  validation {
    condition     = length(var.administrators) > 0
    error_message = "Without an administrator nobody could let the application in."
  }
}

variable "tags" {
  description = "Tags of the database and of what belongs to it."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "sku" {
  description = "Size of the machine, such as GP_Standard_D2ds_v5."
  type        = string
  default     = "GP_Standard_D2ds_v5"
  nullable    = false
}

variable "storage_mb" {
  description = "Storage to begin with, in MB; it grows by itself."
  type        = number
  default     = 32768
  nullable    = false
}

variable "standby" {
  description = "Whether a copy in another zone takes over when the machine fails."
  type        = bool
  default     = true
  nullable    = false
}

variable "backup_days" {
  description = "Days to any moment of which the database can be restored: 7 to 35."
  type        = number
  default     = 7
  nullable    = false

  validation {
    condition     = var.backup_days >= 7 && var.backup_days <= 35 && floor(var.backup_days) == var.backup_days
    error_message = "Backups are kept for 7 to 35 days."
  }
}

variable "geo_backups" {
  description = "Whether backups are kept in the paired region, too."
  type        = bool
  default     = false
  nullable    = false
}

variable "deletion_protection" {
  description = "Whether the server is locked, so that destroying it is refused."
  type        = bool
  default     = true
  nullable    = false
}

variable "ca_file" {
  description = "Where the application has root certificates, to check the server's; null to require TLS and check nothing."
  type        = string
  default     = null
}
