variable "name" {
  description = "Name of the topic and of the subscription: 3 to 250 letters, digits and some signs, beginning with a letter."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z][A-Za-z0-9._~+%-]{2,249}$", var.name)) && !startswith(var.name, "goog")
    error_message = "A topic's name has 3 to 250 letters, digits and -._~+%, begins with a letter, and not with goog."
  }
}

variable "region" {
  description = "Region of the environment, where messages are kept unless `regions` says otherwise."
  type        = string
  nullable    = false
}

variable "regions" {
  description = "Regions in which messages may be kept; null for the environment's."
  type        = list(string)
  default     = null
}

variable "retention_days" {
  description = "Days for which a message is kept that nobody takes."
  type        = number
  default     = 7
  nullable    = false

  validation {
    condition     = var.retention_days >= 1 && var.retention_days <= 31 && floor(var.retention_days) == var.retention_days
    error_message = "Messages are kept for a whole number of days from 1 to 31."
  }
}

variable "max_deliveries" {
  description = "How often a message is received before it is a dead letter."
  type        = number
  default     = 5
  nullable    = false

  validation {
    condition     = var.max_deliveries >= 5 && var.max_deliveries <= 100
    error_message = "A message is a dead letter after 5 to 100 deliveries."
  }
}

variable "dead_retention_days" {
  description = "Days for which dead letters are kept."
  type        = number
  default     = 14
  nullable    = false

  validation {
    condition     = var.dead_retention_days >= 1 && var.dead_retention_days <= 31 && floor(var.dead_retention_days) == var.dead_retention_days
    error_message = "Dead letters are kept for a whole number of days from 1 to 31."
  }
}

variable "kms_key_name" {
  description = "Cloud KMS key that encrypts messages, projects/…/locations/…/keyRings/…/cryptoKeys/…; null for a key that Google manages."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_name == null || can(regex("^projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+$", var.kms_key_name))
    error_message = "A key is named projects/PROJECT/locations/LOCATION/keyRings/RING/cryptoKeys/KEY."
  }
}

variable "labels" {
  description = "Labels of the environment."
  type        = map(string)
  default     = {}
  nullable    = false
}
