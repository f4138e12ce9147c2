# What follows is for whatever the application runs as: `var.application_member`.

# The APIs that this configuration and the application call. They stay on when it is destroyed.
resource "google_project_service" "required" {
  for_each = toset([
    "iam.googleapis.com",
    "iamcredentials.googleapis.com",
    "storage.googleapis.com",
  ])

  service            = each.key
  disable_on_destroy = false
}

locals {
  # Custom roles belong to the project, so that their ids begin with what is deployed here; they have 64 characters at most.
  role_names = {
    for role in ["measurements", "reports", "signing"] :
    role => replace("${local.environment_name}_${role}", "-", "_")
  }
  role_ids = {
    for role, name in local.role_names :
    role => length(name) <= 64 ? name : "${substr(name, 0, 55)}_${substr(sha256(name), 0, 8)}"
  }
}

# storage.list_objects, storage.read: store.py:9, store.py:13
resource "google_project_iam_custom_role" "measurements" {
  role_id     = local.role_ids["measurements"]
  title       = local.role_ids["measurements"]
  description = "What the application does with objects of this bucket."
  permissions = ["storage.objects.get", "storage.objects.list"]

  depends_on = [google_project_service.required]
}

resource "google_storage_bucket_iam_member" "measurements" {
  count = var.application_member == null ? 0 : 1

  bucket = module.measurements.name
  role   = google_project_iam_custom_role.measurements.id
  member = var.application_member
}

# storage.write: measurements.ipynb:cell 6:8 (replacing an object deletes the one that was there)
# storage.presign, storage.read: link.ipynb:cell 2:1, measurements.ipynb:cell 6:4 (a link can do no more than the identity that signed it)
resource "google_project_iam_custom_role" "reports" {
  role_id     = local.role_ids["reports"]
  title       = local.role_ids["reports"]
  description = "What the application does with objects of this bucket."
  permissions = ["storage.objects.create", "storage.objects.delete", "storage.objects.get"]

  depends_on = [google_project_service.required]
}

resource "google_storage_bucket_iam_member" "reports" {
  count = var.application_member == null ? 0 : 1

  bucket = module.reports.name
  role   = google_project_iam_custom_role.reports.id
  member = var.application_member
}

# storage.presign: link.ipynb:cell 2:1 (IAM signs links for an identity that has no key of its own)
resource "google_project_iam_custom_role" "signing" {
  role_id     = local.role_ids["signing"]
  title       = local.role_ids["signing"]
  description = "What the application does with its own identity."
  permissions = ["iam.serviceAccounts.signBlob"]

  depends_on = [google_project_service.required]
}

resource "google_service_account_iam_member" "signing" {
  count = startswith(coalesce(var.application_member, "-"), "serviceAccount:") ? 1 : 0

  service_account_id = replace(var.application_member, "serviceAccount:", "projects/-/serviceAccounts/")
  role               = google_project_iam_custom_role.signing.id
  member             = var.application_member
}

output "application_environment" {
  description = "Environment variables that the application needs."
  value       = { GOOGLE_CLOUD_PROJECT = google_project_service.required["iam.googleapis.com"].project }
}
