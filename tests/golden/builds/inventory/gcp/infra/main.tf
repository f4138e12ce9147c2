# What the code of app uses. Written by `infrar`: changes belong into the code or into infrar.yaml.

locals {
  tags = {
    "managed-by" = "infrar"
    project      = "app"
  }
}

# storage.copy, storage.presign, storage.stat, storage.write: src/inventory/export.py:23, src/inventory/export.py:24, src/inventory/export.py:25, src/inventory/export.py:29
module "stock_exports" {
  source = "./modules/cloud-storage"
  name   = "stock-exports"
  region = var.region
  labels = local.tags
}

# storage.delete, storage.iter_objects, storage.read, storage.write: src/inventory/export.py:14, src/inventory/export.py:16, src/inventory/store.py:30, src/inventory/store.py:38 and 1 more
module "stock_items" {
  source = "./modules/cloud-storage"
  name   = "stock-items"
  region = var.region
  labels = local.tags
}
