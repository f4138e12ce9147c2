# The Firestore database that all tables of an environment are collections of.
#
# It outlives a mistake: it isn't deleted while it is protected, and what it held at any minute of the last seven days can be read
# and restored.

terraform {
  required_version = ">= 1.6"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.0"
    }
  }
}

locals {
  # 4 to 63 lower-case letters, digits and dashes, beginning with a letter.
  name = (
    can(regex("^[a-z][a-z0-9-]{2,61}[a-z0-9]$", var.environment))
    ? var.environment
    : "db-${trim(substr(var.environment, 0, 48), "-")}-${substr(sha256(var.environment), 0, 8)}"
  )
}

resource "google_firestore_database" "this" {
  project                     = var.project
  name                        = local.name
  location_id                 = var.location
  type                        = "FIRESTORE_NATIVE"
  app_engine_integration_mode = "DISABLED"

  point_in_time_recovery_enablement = var.point_in_time_recovery ? "POINT_IN_TIME_RECOVERY_ENABLED" : "POINT_IN_TIME_RECOVERY_DISABLED"

  # Without the protection, a destroy deletes the database with all that is in it.
  delete_protection_state = var.delete_protection ? "DELETE_PROTECTION_ENABLED" : "DELETE_PROTECTION_DISABLED"
  deletion_policy         = "DELETE"

  dynamic "cmek_config" {
    for_each = var.kms_key_name == null ? [] : [var.kms_key_name]

    content {
      kms_key_name = cmek_config.value
    }
  }
}
