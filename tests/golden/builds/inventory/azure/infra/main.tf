# What the code of app uses. Written by `infrar`: changes belong into the code or into infrar.yaml.

locals {
  tags = {
    "managed-by" = "infrar"
    project      = "app"
  }
}

module "storage_account" {
  source                        = "./modules/storage-account"
  name                          = local.storage_account_name
  resource_group_name           = azurerm_resource_group.this.name
  location                      = azurerm_resource_group.this.location
  replication_type              = var.storage_replication_type
  retention_days                = var.storage_retention_days
  public_network_access_enabled = var.storage_public_network_access_enabled
  tags                          = local.tags
}

# storage.copy, storage.presign, storage.stat, storage.write: src/inventory/export.py:23, src/inventory/export.py:24, src/inventory/export.py:25, src/inventory/export.py:29
module "stock_exports" {
  source             = "./modules/blob-container"
  name               = "stock-exports"
  storage_account_id = module.storage_account.id
  tags               = local.tags
}

# storage.delete, storage.iter_objects, storage.read, storage.write: src/inventory/export.py:14, src/inventory/export.py:16, src/inventory/store.py:30, src/inventory/store.py:38 and 1 more
module "stock_items" {
  source             = "./modules/blob-container"
  name               = "stock-items"
  storage_account_id = module.storage_account.id
  tags               = local.tags
}
