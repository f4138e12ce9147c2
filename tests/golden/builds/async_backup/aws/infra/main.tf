# What the code of app uses. Written by `infrar`: changes belong into the code or into infrar.yaml.

locals {
  tags = {
    "managed-by" = "infrar"
    project      = "app"
  }
}

# aio.storage.download, aio.storage.iter_objects, aio.storage.upload: async_backup.py:34, async_backup.py:45, async_backup.py:51
module "backups" {
  source = "./modules/s3"
  name   = "backups"
  tags   = local.tags
}
