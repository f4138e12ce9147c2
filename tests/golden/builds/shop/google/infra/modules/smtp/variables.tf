variable "name" {
  description = "Name of the sender."
  type        = string
  nullable    = false
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
