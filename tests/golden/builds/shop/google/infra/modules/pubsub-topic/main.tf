# One topic. Nothing is public: IAM alone decides who publishes.

terraform {
  required_version = ">= 1.6"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.0"
    }
  }
}

resource "google_pubsub_topic" "this" {
  name                       = var.name
  kms_key_name               = var.kms_key_name
  message_retention_duration = var.retention_days == null ? null : "${var.retention_days * 24 * 60 * 60}s"

  # Labels have lower-case letters, digits, dashes and underscores, 63 at most, and their keys begin with a letter.
  labels = {
    for key, value in var.labels :
    substr(replace(replace(lower(key), "/[^a-z0-9_-]/", "_"), "/^([^a-z])/", "l$1"), 0, 63) =>
    substr(replace(lower(value), "/[^a-z0-9_-]/", "_"), 0, 63)
  }

  # Events stay where the environment is, wherever they are published.
  message_storage_policy {
    allowed_persistence_regions = coalesce(var.regions, [var.region])
  }
}
