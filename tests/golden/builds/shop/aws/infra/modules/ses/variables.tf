variable "name" {
  description = "Name of the sender, and of its configuration set."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,64}$", var.name))
    error_message = "A configuration set's name has at most 64 letters, digits, hyphens and underscores."
  }
}

variable "address" {
  description = "The address that mail comes from, such as no-reply@example.com."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[^@\\s]+@[^@\\s]+$", var.address))
    error_message = "An address looks like no-reply@example.com."
  }
}

variable "require_tls" {
  description = "Whether mail servers that offer no TLS get no mail."
  type        = bool
  default     = true
  nullable    = false
}

variable "tags" {
  description = "Tags of the sender."
  type        = map(string)
  default     = {}
  nullable    = false
}
