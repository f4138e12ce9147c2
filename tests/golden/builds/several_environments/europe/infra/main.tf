# What the code of mill uses in europe. Written by `infrar`: changes belong into the code or into infrar.yaml.

locals {
  tags = {
    environment  = "europe"
    "managed-by" = "infrar"
    project      = "mill"
  }
}

# storage.write: main.py:17
module "flour" {
  source = "./modules/cloud-storage"
  name   = "mill-europe-flour-a2edc4"
  region = var.region
  labels = local.tags
}

# storage.exists, storage.write: worker/__init__.py:5, worker/__init__.py:11
module "mill_state" {
  source = "./modules/cloud-storage"
  name   = "mill-europe-mill-state-14ed59"
  region = var.region
  labels = local.tags
}

# storage.delete, storage.list_objects, storage.read: main.py:16, main.py:17, main.py:18
module "inbox_bucket" {
  source = "./modules/cloud-storage"
  name   = var.inbox_bucket
  region = var.region
  labels = local.tags
}
