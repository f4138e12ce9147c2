variable "firestore_location" {
  description = "Region or multi-region that keeps documents, such as europe-west3 or eur3, for ever; null for the environment's region."
  type        = string
  default     = null
}

variable "firestore_point_in_time_recovery" {
  description = "Whether documents can be had back as they were at any minute of the last seven days; otherwise of the last hour."
  type        = bool
  default     = true
  nullable    = false
}

variable "firestore_delete_protection" {
  description = "Whether the database can't be deleted, by a destroy neither."
  type        = bool
  default     = true
  nullable    = false
}

variable "firestore_kms_key_name" {
  description = "Cloud KMS key that encrypts the database, for ever; null for a key that Google manages."
  type        = string
  default     = null
}
