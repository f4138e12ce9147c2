variable "name" {
  description = "Name of the topic."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9]([A-Za-z0-9._-]{0,258}[A-Za-z0-9])?$", var.name))
    error_message = "A topic's name has at most 260 letters, digits, dots, dashes and underscores, and letters or digits at its ends."
  }
}

variable "namespace_id" {
  description = "Resource ID of the Service Bus namespace that holds the topic."
  type        = string
  nullable    = false
}

variable "retention_days" {
  description = "Days for which a subscription keeps an event that nobody takes: 1 to 90."
  type        = number
  default     = 14
  nullable    = false

  validation {
    condition     = var.retention_days >= 1 && var.retention_days <= 90 && floor(var.retention_days) == var.retention_days
    error_message = "The retention is a whole number of days from 1 to 90."
  }
}
