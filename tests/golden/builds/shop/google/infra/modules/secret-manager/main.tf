# The place of one secret. Its value is put there by people or by the application, and is in no state of Terraform.

terraform {
  required_version = ">= 1.6"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.0"
    }
  }
}

resource "google_secret_manager_secret" "this" {
  secret_id = var.name

  # What is destroyed is disabled for so long, and can be enabled again.
  version_destroy_ttl = var.recovery_days == 0 ? null : "${var.recovery_days * 24 * 60 * 60}s"

  replication {
    user_managed {
      dynamic "replicas" {
        for_each = var.locations == null ? [var.region] : var.locations

        content {
          location = replicas.value

          dynamic "customer_managed_encryption" {
            for_each = var.kms_key_name == null ? [] : [var.kms_key_name]

            content {
              kms_key_name = customer_managed_encryption.value
            }
          }
        }
      }
    }
  }

  # Labels have lower-case letters, digits, dashes and underscores, 63 at most, and their keys begin with a letter.
  labels = {
    for key, value in var.labels :
    substr(replace(replace(lower(key), "/[^a-z0-9_-]/", "_"), "/^([^a-z])/", "l$1"), 0, 63) =>
    substr(replace(lower(value), "/[^a-z0-9_-]/", "_"), 0, 63)
  }
}
