# What the code of app uses. Written by `infrar`: changes belong into the code or into infrar.yaml.

locals {
  tags = {
    "managed-by" = "infrar"
    project      = "app"
  }
}

# storage.download, storage.list_objects, storage.upload: backup.py:20, backup.py:25, backup.py:34
module "backups" {
  source = "./modules/s3"
  name   = "backups"
  tags   = local.tags
}
