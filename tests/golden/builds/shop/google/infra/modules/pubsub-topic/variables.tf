variable "name" {
  description = "Name of the topic."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z][A-Za-z0-9._~+%-]{2,254}$", var.name)) && !startswith(var.name, "goog")
    error_message = "A topic's name has 3 to 255 letters, digits and . _ ~ + % -, begins with a letter, and not with goog."
  }
}

variable "region" {
  description = "The environment's region, such as europe-west3."
  type        = string
  nullable    = false
}

variable "regions" {
  description = "Regions in which events may be kept; null for the environment's alone."
  type        = list(string)
  default     = null
}

variable "retention_days" {
  description = "Days for which events are kept although they were delivered: 1 to 31; null for none."
  type        = number
  default     = null

  validation {
    condition     = var.retention_days == null ? true : var.retention_days >= 1 && var.retention_days <= 31 && floor(var.retention_days) == var.retention_days
    error_message = "The retention is a whole number of days from 1 to 31."
  }
}

variable "kms_key_name" {
  description = "Cloud KMS key that encrypts events; null for a key that Google manages."
  type        = string
  default     = null
}

variable "labels" {
  description = "Labels of the topic."
  type        = map(string)
  default     = {}
  nullable    = false
}
