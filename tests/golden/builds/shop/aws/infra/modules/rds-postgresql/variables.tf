variable "name" {
  description = "Name of the database server; the database in it has underscores for hyphens."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", var.name)) && length(var.name) <= 63
    error_message = "A database server's name has 63 lower-case letters, digits and single hyphens at most, and begins with a letter."
  }
}

variable "tags" {
  description = "Tags of the database and of what belongs to it."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "vpc_id" {
  description = "ID of the network that the database is in."
  type        = string
  nullable    = false
}

variable "subnet_ids" {
  description = "IDs of private subnets of the network, in two zones at least."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "There are two subnets at least, in different zones."
  }
}

variable "application_security_group_id" {
  description = "ID of the security group of what runs the application: nothing else reaches the database."
  type        = string
  nullable    = false
}

variable "instance_class" {
  description = "Size of the instance, such as db.t4g.small."
  type        = string
  default     = "db.t4g.small"
  nullable    = false
}

variable "storage_gb" {
  description = "Storage to begin with, in GB."
  type        = number
  default     = 20
  nullable    = false
}

variable "max_storage_gb" {
  description = "How far storage grows by itself, in GB."
  type        = number
  default     = 100
  nullable    = false
}

variable "standby" {
  description = "Whether a copy in another zone takes over when the instance fails."
  type        = bool
  default     = true
  nullable    = false
}

variable "backup_days" {
  description = "Days to any moment of which the database can be restored: 1 to 35."
  type        = number
  default     = 7
  nullable    = false

  validation {
    condition     = var.backup_days >= 1 && var.backup_days <= 35 && floor(var.backup_days) == var.backup_days
    error_message = "Backups are kept for 1 to 35 days."
  }
}

variable "deletion_protection" {
  description = "Whether destroying the database is refused."
  type        = bool
  default     = true
  nullable    = false
}

variable "ca_file" {
  description = "Where the application has the certificates of RDS, to check the server's; null to require TLS and check nothing."
  type        = string
  default     = null
}

variable "kms_key_arn" {
  description = "ARN of the KMS key that encrypts what is stored; null for the key that AWS manages for the service."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null ? true : can(regex("^arn:[a-z0-9-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "The ARN of a KMS key looks like arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab."
  }
}
