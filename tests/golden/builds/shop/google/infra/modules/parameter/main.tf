# One setting: the secret is always there, so that the application can be allowed to read it, and has a version when
# there is a value.

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
  secret_id = "${var.prefix}${replace(var.name, "/", "_")}"

  replication {
    user_managed {
      replicas {
        location = var.region
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

# A changed value is a new version, which is there before the old one goes.
resource "google_secret_manager_secret_version" "this" {
  count       = var.value == null ? 0 : 1
  secret      = google_secret_manager_secret.this.id
  secret_data = var.value

  lifecycle {
    create_before_destroy = true
  }
}
