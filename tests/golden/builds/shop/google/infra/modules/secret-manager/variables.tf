variable "name" {
  description = "Name of the secret, unique in its project."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,255}$", var.name))
    error_message = "The name of a secret has 1 to 255 letters, digits, dashes and underscores."
  }
}

variable "region" {
  description = "The environment's region, which keeps the secret unless `locations` says otherwise."
  type        = string
  nullable    = false
}

variable "locations" {
  description = "The regions that keep the secret; null for the environment's region."
  type        = list(string)
  default     = null
}

variable "recovery_days" {
  description = "Days for which destroyed versions can be had back, 1 to 1000; 0 for none."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.recovery_days >= 0 && var.recovery_days <= 1000 && floor(var.recovery_days) == var.recovery_days
    error_message = "Versions can be had back for a whole number of days, at most 1000."
  }
}

variable "kms_key_name" {
  description = "The Cloud KMS key that encrypts the secret; null for Google's."
  type        = string
  default     = null
}

variable "labels" {
  description = "Labels of the secret."
  type        = map(string)
  default     = {}
  nullable    = false
}
