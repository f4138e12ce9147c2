variable "email_domain" {
  description = "Domain that mail comes from, such as example.com; null for one that Azure manages."
  type        = string
  default     = null
}

variable "email_data_location" {
  description = "Where mail is kept until it is delivered, such as Europe or United States."
  type        = string
  default     = "Europe"
  nullable    = false
}

output "email_verification_records" {
  description = "DNS records that prove whose the mail domain is; there must be such records before it can be used."
  value       = module.communication.verification_records
}
