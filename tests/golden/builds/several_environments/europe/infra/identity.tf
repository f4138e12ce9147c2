# What follows is for whatever the application runs as: `var.application_member`.

# The APIs that this configuration and the application call. They stay on when it is destroyed.
resource "google_project_service" "required" {
  for_each = toset([
    "iam.googleapis.com",
    "storage.googleapis.com",
  ])

  service            = each.key
  disable_on_destroy = false
}

locals {
  # Custom roles belong to the project, so that their ids begin with what is deployed here; they have 64 characters at most.
  role_names = {
    for role in ["flour", "mill_state", "mill_state_2", "inbox_bucket"] :
    role => replace("${local.environment_name}_${role}", "-", "_")
  }
  role_ids = {
    for role, name in local.role_names :
    role => length(name) <= 64 ? name : "${substr(name, 0, 55)}_${substr(sha256(name), 0, 8)}"
  }
}

# storage.write: main.py:17 (replacing an object deletes the one that was there)
resource "google_project_iam_custom_role" "flour" {
  role_id     = local.role_ids["flour"]
  title       = local.role_ids["flour"]
  description = "What the application does with objects of this bucket."
  permissions = ["storage.objects.create", "storage.objects.delete"]

  depends_on = [google_project_service.required]
}

resource "google_storage_bucket_iam_member" "flour" {
  count = var.application_member == null ? 0 : 1

  bucket = module.flour.name
  role   = google_project_iam_custom_role.flour.id
  member = var.application_member

  condition {
    title      = "keys"
    expression = "resource.name.startsWith(\"projects/_/buckets/${module.flour.name}/objects/ground/\")"
  }
}

# storage.exists: worker/__init__.py:5
resource "google_project_iam_custom_role" "mill_state" {
  role_id     = local.role_ids["mill_state"]
  title       = local.role_ids["mill_state"]
  description = "What the application does with objects of this bucket."
  permissions = ["storage.objects.get"]

  depends_on = [google_project_service.required]
}

resource "google_storage_bucket_iam_member" "mill_state" {
  count = var.application_member == null ? 0 : 1

  bucket = module.mill_state.name
  role   = google_project_iam_custom_role.mill_state.id
  member = var.application_member
}

# storage.write: worker/__init__.py:11 (replacing an object deletes the one that was there)
resource "google_project_iam_custom_role" "mill_state_2" {
  role_id     = local.role_ids["mill_state_2"]
  title       = local.role_ids["mill_state_2"]
  description = "What the application does with objects of this bucket."
  permissions = ["storage.objects.create", "storage.objects.delete"]

  depends_on = [google_project_service.required]
}

resource "google_storage_bucket_iam_member" "mill_state_2" {
  count = var.application_member == null ? 0 : 1

  bucket = module.mill_state.name
  role   = google_project_iam_custom_role.mill_state_2.id
  member = var.application_member

  condition {
    title      = "keys"
    expression = "resource.name == \"projects/_/buckets/${module.mill_state.name}/objects/started\""
  }
}

# storage.delete: main.py:18
# storage.list_objects, storage.read: main.py:16, main.py:17
resource "google_project_iam_custom_role" "inbox_bucket" {
  role_id     = local.role_ids["inbox_bucket"]
  title       = local.role_ids["inbox_bucket"]
  description = "What the application does with objects of this bucket."
  permissions = ["storage.objects.delete", "storage.objects.get", "storage.objects.list"]

  depends_on = [google_project_service.required]
}

resource "google_storage_bucket_iam_member" "inbox_bucket" {
  count = var.application_member == null ? 0 : 1

  bucket = module.inbox_bucket.name
  role   = google_project_iam_custom_role.inbox_bucket.id
  member = var.application_member
}

output "application_environment" {
  description = "Environment variables that the application needs."
  value       = { GOOGLE_CLOUD_PROJECT = google_project_service.required["iam.googleapis.com"].project }
}
