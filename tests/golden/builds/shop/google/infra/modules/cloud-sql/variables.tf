variable "name" {
  description = "Name of the database server; the database in it has underscores for hyphens."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]*[a-z0-9])?$", var.name)) && length(var.name) <= 67
    error_message = "A database server's name has 67 lower-case letters, digits and hyphens at most, begins with a letter and doesn't end with a hyphen."
  }
}

variable "project" {
  description = "Project of the database."
  type        = string
  nullable    = false
}

variable "location" {
  description = "Region of the database, such as europe-west3."
  type        = string
  nullable    = false
}

variable "network" {
  description = "Network that alone reaches the database, as projects/PROJECT/global/networks/NAME; it has private services access."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^projects/[^/]+/global/networks/[^/]+$", var.network))
    error_message = "A network is written as projects/PROJECT/global/networks/NAME."
  }
}

variable "application_accounts" {
  description = "Addresses of the service accounts that log in, by a name of one's choice; the first is the address's user."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "labels" {
  description = "Labels of the database."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "tier" {
  description = "Size of the machine, such as db-custom-1-3840."
  type        = string
  default     = "db-custom-1-3840"
  nullable    = false
}

variable "storage_gb" {
  description = "Storage to begin with, in GB; it grows by itself."
  type        = number
  default     = 10
  nullable    = false
}

variable "standby" {
  description = "Whether a copy in another zone takes over when the machine fails."
  type        = bool
  default     = true
  nullable    = false
}

variable "backups" {
  description = "How many daily backups are kept: 1 to 365."
  type        = number
  default     = 7
  nullable    = false

  validation {
    condition     = var.backups >= 1 && var.backups <= 365 && floor(var.backups) == var.backups
    error_message = "1 to 365 backups are kept."
  }
}

variable "deletion_protection" {
  description = "Whether destroying the database is refused."
  type        = bool
  default     = true
  nullable    = false
}

variable "ca_file" {
  description = "Where the application has the server's certificates, to check it; null to require TLS and check nothing."
  type        = string
  default     = null
}

variable "kms_key" {
  description = "Cloud KMS key that encrypts what is stored; null for Google's."
  type        = string
  default     = null
}
