variable "name" {
  description = "Name of the cache, and of the application's user in it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", var.name)) && length(var.name) <= 40
    error_message = "A cache's name has 40 lower-case letters, digits and single hyphens at most, and begins with a letter."
  }
}

variable "tags" {
  description = "Tags of the cache and of what belongs to it."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "vpc_id" {
  description = "ID of the network that the cache is in."
  type        = string
  nullable    = false
}

variable "subnet_ids" {
  description = "IDs of private subnets of the network, in two zones at least."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "There are two subnets at least, in different zones."
  }
}

variable "application_security_group_id" {
  description = "ID of the security group of what runs the application: nothing else reaches the cache."
  type        = string
  nullable    = false
}

variable "node_type" {
  description = "Size of a node, such as cache.t4g.micro."
  type        = string
  default     = "cache.t4g.micro"
  nullable    = false
}

variable "replicas" {
  description = "Copies of the first node, in other zones, one of which takes over when it fails: 0 to 5."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.replicas >= 0 && var.replicas <= 5 && floor(var.replicas) == var.replicas
    error_message = "There are 0 to 5 replicas."
  }
}

variable "snapshot_days" {
  description = "Days for which a daily snapshot is kept, 0 for none."
  type        = number
  default     = 1
  nullable    = false
}

variable "kms_key_arn" {
  description = "ARN of the KMS key that encrypts what is stored; null for the key that AWS manages for the service."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null ? true : can(regex("^arn:[a-z0-9-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "The ARN of a KMS key looks like arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab."
  }
}
