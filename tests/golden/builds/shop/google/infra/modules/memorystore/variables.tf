variable "name" {
  description = "Name of the cache: 4 to 63 lower-case letters, digits and hyphens."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,61}[a-z0-9]$", var.name))
    error_message = "A cache's name has 4 to 63 lower-case letters, digits and hyphens, begins with a letter and doesn't end with a hyphen."
  }
}

variable "project" {
  description = "Project of the cache."
  type        = string
  nullable    = false
}

variable "location" {
  description = "Region of the cache, such as europe-west3."
  type        = string
  nullable    = false
}

variable "network" {
  description = "Network that alone reaches the cache, as projects/PROJECT/global/networks/NAME; it has a service connection policy for gcp-memorystore."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^projects/[^/]+/global/networks/[^/]+$", var.network))
    error_message = "A network is written as projects/PROJECT/global/networks/NAME."
  }
}

variable "labels" {
  description = "Labels of the cache."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "node_type" {
  description = "Size of a node: SHARED_CORE_NANO, STANDARD_SMALL, HIGHMEM_MEDIUM or HIGHMEM_XLARGE."
  type        = string
  default     = "STANDARD_SMALL"
  nullable    = false
}

variable "replicas" {
  description = "Copies of the node, in other zones, one of which takes over when it fails: 0 to 2."
  type        = number
  default     = 1
  nullable    = false
}

variable "backup_days" {
  description = "Days for which a daily backup is kept, 0 for none."
  type        = number
  default     = 1
  nullable    = false
}

variable "deletion_protection" {
  description = "Whether destroying the cache is refused."
  type        = bool
  default     = false
  nullable    = false
}

variable "kms_key" {
  description = "Cloud KMS key that encrypts what is stored; null for Google's."
  type        = string
  default     = null
}
