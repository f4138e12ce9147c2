variable "name" {
  description = "Name of the bucket, unique among all AWS accounts."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.name))
    error_message = "A bucket name has 3 to 63 lower-case letters, digits, dots and hyphens, and neither end is a dot or a hyphen."
  }
}

variable "tags" {
  description = "Tags of the bucket."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "versioning" {
  description = "Keep what is overwritten or deleted as an earlier version."
  type        = bool
  default     = true
  nullable    = false
}

variable "kms_key_arn" {
  description = "ARN of the KMS key that encrypts the objects; null for the key that AWS manages for S3 in this account."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null ? true : can(regex("^arn:[a-z0-9-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "The ARN of a KMS key looks like arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab."
  }
}

variable "noncurrent_version_days" {
  description = "Days after which earlier versions of objects are removed; null to keep them."
  type        = number
  default     = null

  validation {
    condition     = var.noncurrent_version_days == null ? true : var.noncurrent_version_days >= 1
    error_message = "It is at least one day."
  }
}

variable "abort_upload_days" {
  description = "Days after which the parts of uploads that were never finished are removed; null to keep them."
  type        = number
  default     = null

  validation {
    condition     = var.abort_upload_days == null ? true : var.abort_upload_days >= 1
    error_message = "It is at least one day."
  }
}

variable "log_bucket" {
  description = "Name of a bucket for the server access log, which lets the log delivery service write to it; null for no log."
  type        = string
  default     = null
}

variable "force_destroy" {
  description = "Delete the objects, too, when the bucket is destroyed."
  type        = bool
  default     = false
  nullable    = false
}
