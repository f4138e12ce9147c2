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
    for role in ["photo_trash", "photos", "photos_2", "signing"] :
    role => replace("${local.environment_name}_${role}", "-", "_")
  }
  role_ids = {
    for role, name in local.role_names :
    role => length(name) <= 64 ? name : "${substr(name, 0, 55)}_${substr(sha256(name), 0, 8)}"
  }
}

# storage.move: photo_share/albums.py:58 (replacing an object deletes the one that was there)
resource "google_project_iam_custom_role" "photo_trash" {
  role_id     = local.role_ids["photo_trash"]
  title       = local.role_ids["photo_trash"]
  description = "What the application does with objects of this bucket."
  permissions = ["storage.objects.create", "storage.objects.delete"]

  depends_on = [google_project_service.required]
}

resource "google_storage_bucket_iam_member" "photo_trash" {
  count = var.application_member == null ? 0 : 1

  bucket = module.photo_trash.name
  role   = google_project_iam_custom_role.photo_trash.id
  member = var.application_member

  condition {
    title      = "keys"
    expression = "resource.name.startsWith(\"projects/_/buckets/${module.photo_trash.name}/objects/albums/\")"
  }
}

# storage.iter_objects, storage.list_objects: photo_share/albums.py:45, photo_share/albums.py:49
resource "google_project_iam_custom_role" "photos" {
  role_id     = local.role_ids["photos"]
  title       = local.role_ids["photos"]
  description = "What the application does with objects of this bucket."
  permissions = ["storage.objects.list"]

  depends_on = [google_project_service.required]
}

resource "google_storage_bucket_iam_member" "photos" {
  count = var.application_member == null ? 0 : 1

  bucket = module.photos.name
  role   = google_project_iam_custom_role.photos.id
  member = var.application_member

  condition {
    title      = "keys"
    expression = "api.getAttribute(\"storage.googleapis.com/objectListPrefix\", \"\").startsWith(\"albums/\")"
  }
}

# storage.move, storage.write: photo_share/albums.py:19, photo_share/albums.py:58, photo_share/health.py:11 (replacing an object deletes the one that was there)
# storage.exists, storage.move, storage.presign, storage.read, storage.stat: photo_share/albums.py:31, photo_share/albums.py:38, photo_share/albums.py:40, photo_share/albums.py:58, photo_share/health.py:12 (a link can do no more than the identity that signed it)
resource "google_project_iam_custom_role" "photos_2" {
  role_id     = local.role_ids["photos_2"]
  title       = local.role_ids["photos_2"]
  description = "What the application does with objects of this bucket."
  permissions = ["storage.objects.create", "storage.objects.delete", "storage.objects.get"]

  depends_on = [google_project_service.required]
}

resource "google_storage_bucket_iam_member" "photos_2" {
  count = var.application_member == null ? 0 : 1

  bucket = module.photos.name
  role   = google_project_iam_custom_role.photos_2.id
  member = var.application_member

  condition {
    title = "keys"
    expression = join(" || ", [
      "resource.name.startsWith(\"projects/_/buckets/${module.photos.name}/objects/albums/\")",
      "resource.name == \"projects/_/buckets/${module.photos.name}/objects/health/mark\"",
    ])
  }
}

# storage.presign: photo_share/albums.py:40 (IAM signs links for an identity that has no key of its own)
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
