# What the code of mill uses in development. Written by `infrar`: changes belong into the code or into infrar.yaml.

locals {
  tags = {
    environment  = "development"
    "managed-by" = "infrar"
    project      = "mill"
  }
}

# storage.write: main.py:17
module "flour" {
  source = "./modules/s3"
  name   = "flour"
  tags   = local.tags
}

# storage.exists, storage.write: worker/__init__.py:5, worker/__init__.py:11
module "mill_state" {
  source = "./modules/s3"
  name   = "mill-state"
  tags   = local.tags
}

# storage.delete, storage.list_objects, storage.read: main.py:16, main.py:17, main.py:18
module "inbox_bucket" {
  source = "./modules/s3"
  name   = var.inbox_bucket
  tags   = local.tags
}
