# What follows is for whatever the application runs as: `var.application_member`.

# The APIs that this configuration and the application call. They stay on when it is destroyed.
resource "google_project_service" "required" {
  for_each = toset([
    "iam.googleapis.com",
    "cloudresourcemanager.googleapis.com",
    "pubsub.googleapis.com",
  ])

  service            = each.key
  disable_on_destroy = false
}

locals {
  # Custom roles belong to the project, so that their ids begin with what is deployed here; they have 64 characters at most.
  role_names = {
    for role in ["checksums_send", "checksums_subscription"] :
    role => replace("${local.environment_name}_${role}", "-", "_")
  }
  role_ids = {
    for role, name in local.role_names :
    role => length(name) <= 64 ? name : "${substr(name, 0, 55)}_${substr(sha256(name), 0, 8)}"
  }
}

# queue.send_batch: checksums.py:19
resource "google_project_iam_custom_role" "checksums_send" {
  role_id     = local.role_ids["checksums_send"]
  title       = local.role_ids["checksums_send"]
  description = "What the application does with Pub/Sub."
  permissions = ["pubsub.topics.publish"]

  depends_on = [google_project_service.required]
}

resource "google_pubsub_topic_iam_member" "checksums_send" {
  count = var.application_member == null ? 0 : 1

  topic  = module.checksums.topic
  role   = google_project_iam_custom_role.checksums_send.id
  member = var.application_member
}

# queue.ack, queue.nack, queue.receive: checksums.py:31, checksums.py:38, checksums.py:40
resource "google_project_iam_custom_role" "checksums_subscription" {
  role_id     = local.role_ids["checksums_subscription"]
  title       = local.role_ids["checksums_subscription"]
  description = "What the application does with Pub/Sub."
  permissions = ["pubsub.subscriptions.consume"]

  depends_on = [google_project_service.required]
}

resource "google_pubsub_subscription_iam_member" "checksums_subscription" {
  count = var.application_member == null ? 0 : 1

  subscription = module.checksums.subscription
  role         = google_project_iam_custom_role.checksums_subscription.id
  member       = var.application_member
}

output "application_environment" {
  description = "Environment variables that the application needs."
  value       = { GOOGLE_CLOUD_PROJECT = google_project_service.required["iam.googleapis.com"].project }
}
