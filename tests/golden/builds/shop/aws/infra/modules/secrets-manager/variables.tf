variable "name" {
  description = "Name of the secret, unique in its account and region."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9/_+=.@-]{1,512}$", var.name))
    error_message = "The name of a secret has 1 to 512 letters, digits and characters of /_+=.@-"
  }
}

variable "tags" {
  description = "Tags of the secret."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "description" {
  description = "What the secret is."
  type        = string
  default     = null
}

variable "recovery_window_in_days" {
  description = "Days for which the secret can be had back after it was destroyed, 7 to 30; 0 for none."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.recovery_window_in_days == 0 || (var.recovery_window_in_days >= 7 && var.recovery_window_in_days <= 30)
    error_message = "The recovery window is 7 to 30 days, or 0 for none."
  }
}

variable "kms_key_arn" {
  description = "ARN of the KMS key that encrypts the secret; null for the key that AWS manages for Secrets Manager in this account."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null ? true : can(regex("^arn:[a-z0-9-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "The ARN of a KMS key looks like arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab."
  }
}
