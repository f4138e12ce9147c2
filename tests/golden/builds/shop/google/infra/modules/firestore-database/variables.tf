variable "project" {
  description = "Project of the database, in which the Firestore API is on."
  type        = string
  nullable    = false
}

variable "environment" {
  description = "Name of the environment, which the database is called after."
  type        = string
  nullable    = false
}

variable "location" {
  description = "Region or multi-region that keeps the data, such as europe-west3 or eur3. It can't be changed later."
  type        = string
  nullable    = false
}

variable "point_in_time_recovery" {
  description = "Whether the database can be restored as it was at any minute of the last seven days; otherwise of the last hour."
  type        = bool
  default     = true
  nullable    = false
}

variable "delete_protection" {
  description = "Whether the database can't be deleted, by this configuration neither."
  type        = bool
  default     = true
  nullable    = false
}

variable "kms_key_name" {
  description = "Cloud KMS key that encrypts the database, projects/…/locations/…/keyRings/…/cryptoKeys/…; null for a key that Google manages. It can't be changed later."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_name == null || can(regex("^projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+$", var.kms_key_name))
    error_message = "A key is named projects/PROJECT/locations/LOCATION/keyRings/RING/cryptoKeys/KEY."
  }
}
