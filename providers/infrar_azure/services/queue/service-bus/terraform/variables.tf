variable "name" {
  description = "Name of the queue: 1 to 260 letters, digits and ._-, with a letter or digit at both ends."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9]([A-Za-z0-9._-]{0,258}[A-Za-z0-9])?$", var.name))
    error_message = "A queue's name has 1 to 260 letters, digits and ._-, with a letter or digit at both ends."
  }
}

variable "namespace_id" {
  description = "Resource ID of the Service Bus namespace that holds the queue."
  type        = string
  nullable    = false
}

variable "retention_days" {
  description = "Days for which a message is kept that nobody takes."
  type        = number
  default     = 7
  nullable    = false

  validation {
    condition     = var.retention_days >= 1 && var.retention_days <= 90 && floor(var.retention_days) == var.retention_days
    error_message = "Messages are kept for a whole number of days from 1 to 90."
  }
}

variable "max_delivery_count" {
  description = "How often a message is received before it is a dead letter."
  type        = number
  default     = 5
  nullable    = false

  validation {
    condition     = var.max_delivery_count >= 1 && var.max_delivery_count <= 2000
    error_message = "A message is a dead letter after 1 to 2000 deliveries."
  }
}

variable "max_size_in_megabytes" {
  description = "How much the queue holds."
  type        = number
  default     = 1024
  nullable    = false

  validation {
    condition     = contains([1024, 2048, 3072, 4096, 5120, 10240, 20480, 40960, 81920], var.max_size_in_megabytes)
    error_message = "A queue holds 1024, 2048, 3072, 4096, 5120, 10240, 20480, 40960 or 81920 MB."
  }
}

# Queues of Service Bus carry no tags; the namespace does.
# tflint-ignore: terraform_unused_declarations
variable "tags" {
  description = "Tags of the environment."
  type        = map(string)
  default     = {}
  nullable    = false
}
