variable "name" {
  description = "Name of the sender."
  type        = string
  nullable    = false
}

variable "communication_service_id" {
  description = "Resource ID of the communication service that sends."
  type        = string
  nullable    = false
}

variable "domain_id" {
  description = "Resource ID of the mail domain."
  type        = string
  nullable    = false
}

variable "domain" {
  description = "The mail domain, such as example.com."
  type        = string
  nullable    = false
}

variable "address" {
  description = "The address that mail comes from, at the domain; null for DoNotReply."
  type        = string
  default     = null

  validation {
    condition     = var.address == null ? true : can(regex("^[^@\\s]+@[^@\\s]+$", var.address))
    error_message = "An address looks like no-reply@example.com."
  }
}
