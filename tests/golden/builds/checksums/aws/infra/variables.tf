variable "region" {
  description = "AWS region of all resources, such as eu-central-1."
  type        = string
  default     = "eu-central-1"
  nullable    = false
}
