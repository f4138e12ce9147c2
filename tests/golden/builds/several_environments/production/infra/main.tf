# What the code of mill uses in production. Written by `infrar`: changes belong into the code or into infrar.yaml.

locals {
  tags = {
    environment  = "production"
    "managed-by" = "infrar"
    project      = "mill"
  }
}

# storage.write: main.py:17
module "flour" {
  source = "./modules/s3"
  name   = "mill-production-flour-dc1aab"
  tags   = local.tags
}

# storage.exists, storage.write: worker/__init__.py:5, worker/__init__.py:11
module "mill_state" {
  source = "./modules/s3"
  name   = "mill-production-mill-state-528d06"
  tags   = local.tags
}

# storage.delete, storage.list_objects, storage.read: main.py:16, main.py:17, main.py:18
module "inbox_bucket" {
  source = "./modules/s3"
  name   = var.inbox_bucket
  tags   = local.tags
}
