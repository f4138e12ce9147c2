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
    for role in ["backups"] :
    role => replace("${local.environment_name}_${role}", "-", "_")
  }
  role_ids = {
    for role, name in local.role_names :
    role => length(name) <= 64 ? name : "${substr(name, 0, 55)}_${substr(sha256(name), 0, 8)}"
  }
}

# aio.storage.upload: async_backup.py:34 (replacing an object deletes the one that was there)
# aio.storage.download, aio.storage.iter_objects: async_backup.py:45, async_backup.py:51
resource "google_project_iam_custom_role" "backups" {
  role_id     = local.role_ids["backups"]
  title       = local.role_ids["backups"]
  description = "What the application does with objects of this bucket."
  permissions = ["storage.objects.create", "storage.objects.delete", "storage.objects.get", "storage.objects.list"]

  depends_on = [google_project_service.required]
}

resource "google_storage_bucket_iam_member" "backups" {
  count = var.application_member == null ? 0 : 1

  bucket = module.backups.name
  role   = google_project_iam_custom_role.backups.id
  member = var.application_member

  condition {
    title = "keys"
    expression = join(" || ", [
      "resource.name.startsWith(\"projects/_/buckets/${module.backups.name}/objects/async/\")",
      "api.getAttribute(\"storage.googleapis.com/objectListPrefix\", \"\").startsWith(\"async/\")",
    ])
  }
}

output "application_environment" {
  description = "Environment variables that the application needs."
  value       = { GOOGLE_CLOUD_PROJECT = google_project_service.required["iam.googleapis.com"].project }
}
