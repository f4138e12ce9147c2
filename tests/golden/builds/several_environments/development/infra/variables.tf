variable "region" {
  description = "AWS region of all resources, such as eu-central-1."
  type        = string
  default     = "eu-central-1"
  nullable    = false
}

variable "inbox_bucket" {
  description = "Name in the cloud of what the code finds through INBOX_BUCKET."
  type        = string
  nullable    = false
}
