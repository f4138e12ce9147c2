variable "name" {
  description = "Name of the bucket."
  type        = string
}

variable "versioning" {
  description = "Keep earlier versions of objects."
  type        = bool
  default     = true
}

variable "tags" {
  description = "Tags of the bucket."
  type        = map(string)
  default     = {}
}
