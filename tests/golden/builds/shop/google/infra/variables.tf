variable "project_id" {
  description = "Project to deploy to; null for the one that GOOGLE_PROJECT or gcloud names."
  type        = string
  default     = null
}

variable "region" {
  description = "Region of all resources, such as europe-west3."
  type        = string
  default     = "europe-west3"
  nullable    = false
}

variable "application_member" {
  description = "Who the application runs as and gets its roles, such as serviceAccount:app@my-project.iam.gserviceaccount.com; null to grant them later."
  type        = string
  default     = null

  validation {
    condition     = var.application_member == null || can(regex("^(user|serviceAccount|group|principal|principalSet):", var.application_member))
    error_message = "A member is written with its kind, such as serviceAccount:EMAIL."
  }
}

variable "network" {
  description = "Network that alone reaches caches and databases, as projects/PROJECT/global/networks/NAME. Databases need private services access in it, caches a service connection policy for gcp-memorystore."
  type        = string
  nullable    = false
}
