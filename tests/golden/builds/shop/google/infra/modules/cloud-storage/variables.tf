variable "name" {
  description = "Name of the bucket, unique in all of Cloud Storage: 3 to 63 lower-case letters, digits, dashes and underscores."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$", var.name))
    error_message = "A bucket's name has 3 to 63 lower-case letters, digits, dashes and underscores, with a letter or digit at both ends."
  }

  validation {
    condition     = !startswith(var.name, "goog") && !can(regex("google|g00gle", var.name))
    error_message = "A bucket's name doesn't begin with goog, and holds neither google nor g00gle."
  }
}

variable "region" {
  description = "Region of the environment, where the bucket is unless `location` says otherwise."
  type        = string
  nullable    = false
}

variable "location" {
  description = "Region, dual-region or multi-region that keeps the data, such as EUR4 or EU; null for the environment's region."
  type        = string
  default     = null
}

variable "storage_class" {
  description = "Storage class of objects: STANDARD, NEARLINE, COLDLINE or ARCHIVE."
  type        = string
  default     = "STANDARD"
  nullable    = false

  validation {
    condition     = contains(["STANDARD", "NEARLINE", "COLDLINE", "ARCHIVE"], var.storage_class)
    error_message = "The storage class is STANDARD, NEARLINE, COLDLINE or ARCHIVE."
  }
}

variable "noncurrent_days" {
  description = "Days for which versions are kept that were overwritten or deleted."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.noncurrent_days >= 1 && floor(var.noncurrent_days) == var.noncurrent_days
    error_message = "Versions are kept for a whole number of days, one at least."
  }
}

variable "soft_delete_days" {
  description = "Days for which deleted versions can be restored: 7 to 90, or 0 for none."
  type        = number
  default     = 7
  nullable    = false

  validation {
    condition     = var.soft_delete_days == 0 || (var.soft_delete_days >= 7 && var.soft_delete_days <= 90)
    error_message = "Deleted versions can be restored for 7 to 90 days, or not at all (0)."
  }
}

variable "kms_key_name" {
  description = "Cloud KMS key that encrypts new objects, projects/…/locations/…/keyRings/…/cryptoKeys/…; null for a key that Google manages."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_name == null || can(regex("^projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+$", var.kms_key_name))
    error_message = "A key is named projects/PROJECT/locations/LOCATION/keyRings/RING/cryptoKeys/KEY."
  }
}

variable "log_bucket" {
  description = "Bucket that gets usage logs of this one; null for none. Who did what is in Cloud Audit Logs either way."
  type        = string
  default     = null
}

variable "force_destroy" {
  description = "Whether destroying the bucket deletes the objects in it; otherwise a bucket that isn't empty stays."
  type        = bool
  default     = false
  nullable    = false
}

variable "labels" {
  description = "Labels of the environment."
  type        = map(string)
  default     = {}
  nullable    = false
}
