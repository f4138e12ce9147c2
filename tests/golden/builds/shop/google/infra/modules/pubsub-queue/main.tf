# One queue: a topic and its pull subscription. What is received too often and never acknowledged goes to a dead-letter topic,
# whose subscription keeps it. Nothing is public: IAM alone decides who sends and who receives.

terraform {
  required_version = ">= 1.6"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.0"
    }
  }
}

# Pub/Sub moves dead letters itself, as its service agent of this project.
data "google_project" "this" {}

locals {
  service_agent = "serviceAccount:service-${data.google_project.this.number}@gcp-sa-pubsub.iam.gserviceaccount.com"

  # Labels have lower-case letters, digits, dashes and underscores, 63 at most, and their keys begin with a letter.
  labels = {
    for key, value in var.labels :
    substr(replace(replace(lower(key), "/[^a-z0-9_-]/", "_"), "/^([^a-z])/", "l$1"), 0, 63) =>
    substr(replace(lower(value), "/[^a-z0-9_-]/", "_"), 0, 63)
  }
}

resource "google_pubsub_topic" "this" {
  for_each = { queue = var.name, dead = "${var.name}-dead" }

  name         = each.value
  kms_key_name = var.kms_key_name
  labels       = local.labels

  # Messages stay where the environment is, wherever they are sent from.
  message_storage_policy {
    allowed_persistence_regions = coalesce(var.regions, [var.region])
  }
}

resource "google_pubsub_subscription" "this" {
  name   = var.name
  topic  = google_pubsub_topic.this["queue"].id
  labels = local.labels

  # The application relies on these two: a lease is 30 seconds unless it says otherwise, and groups are kept in order.
  ack_deadline_seconds    = 30
  enable_message_ordering = true

  message_retention_duration = "${var.retention_days * 24 * 60 * 60}s"

  # It doesn't vanish when nobody has received anything for a month.
  expiration_policy {
    ttl = ""
  }

  dead_letter_policy {
    dead_letter_topic     = google_pubsub_topic.this["dead"].id
    max_delivery_attempts = var.max_deliveries
  }
}

resource "google_pubsub_subscription" "dead" {
  name   = google_pubsub_topic.this["dead"].name
  topic  = google_pubsub_topic.this["dead"].id
  labels = local.labels

  message_retention_duration = "${var.dead_retention_days * 24 * 60 * 60}s"

  expiration_policy {
    ttl = ""
  }
}

resource "google_pubsub_topic_iam_member" "dead_letters" {
  topic  = google_pubsub_topic.this["dead"].id
  role   = "roles/pubsub.publisher"
  member = local.service_agent
}

resource "google_pubsub_subscription_iam_member" "dead_letters" {
  subscription = google_pubsub_subscription.this.id
  role         = "roles/pubsub.subscriber"
  member       = local.service_agent
}
