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
    for role in ["stock_exports", "stock_items", "stock_items_2", "signing"] :
    role => replace("${local.environment_name}_${role}", "-", "_")
  }
  role_ids = {
    for role, name in local.role_names :
    role => length(name) <= 64 ? name : "${substr(name, 0, 55)}_${substr(sha256(name), 0, 8)}"
  }
}

# storage.copy, storage.write: src/inventory/export.py:23, src/inventory/export.py:24 (replacing an object deletes the one that was there)
# storage.copy, storage.presign, storage.stat: src/inventory/export.py:24, src/inventory/export.py:25, src/inventory/export.py:29 (a link can do no more than the identity that signed it)
resource "google_project_iam_custom_role" "stock_exports" {
  role_id     = local.role_ids["stock_exports"]
  title       = local.role_ids["stock_exports"]
  description = "What the application does with objects of this bucket."
  permissions = ["storage.objects.create", "storage.objects.delete", "storage.objects.get"]

  depends_on = [google_project_service.required]
}

resource "google_storage_bucket_iam_member" "stock_exports" {
  count = var.application_member == null ? 0 : 1

  bucket = module.stock_exports.name
  role   = google_project_iam_custom_role.stock_exports.id
  member = var.application_member
}

# storage.delete, storage.write: src/inventory/store.py:30, src/inventory/store.py:45
# storage.read: src/inventory/export.py:16, src/inventory/store.py:38
resource "google_project_iam_custom_role" "stock_items" {
  role_id     = local.role_ids["stock_items"]
  title       = local.role_ids["stock_items"]
  description = "What the application does with objects of this bucket."
  permissions = ["storage.objects.create", "storage.objects.delete", "storage.objects.get"]

  depends_on = [google_project_service.required]
}

resource "google_storage_bucket_iam_member" "stock_items" {
  count = var.application_member == null ? 0 : 1

  bucket = module.stock_items.name
  role   = google_project_iam_custom_role.stock_items.id
  member = var.application_member
}

# storage.iter_objects: src/inventory/export.py:14
resource "google_project_iam_custom_role" "stock_items_2" {
  role_id     = local.role_ids["stock_items_2"]
  title       = local.role_ids["stock_items_2"]
  description = "What the application does with objects of this bucket."
  permissions = ["storage.objects.list"]

  depends_on = [google_project_service.required]
}

resource "google_storage_bucket_iam_member" "stock_items_2" {
  count = var.application_member == null ? 0 : 1

  bucket = module.stock_items.name
  role   = google_project_iam_custom_role.stock_items_2.id
  member = var.application_member

  condition {
    title      = "keys"
    expression = "api.getAttribute(\"storage.googleapis.com/objectListPrefix\", \"\").startsWith(\"items/\")"
  }
}

# storage.presign: src/inventory/export.py:25 (IAM signs links for an identity that has no key of its own)
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
