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

# storage.list_objects, storage.read: store.py:9, store.py:13
module "measurements" {
  source             = "./modules/blob-container"
  name               = "measurements"
  storage_account_id = module.storage_account.id
  tags               = local.tags
}

# storage.presign, storage.read, storage.write: link.ipynb:cell 2:1, measurements.ipynb:cell 6:4, measurements.ipynb:cell 6:8
module "reports" {
  source             = "./modules/blob-container"
  name               = "reports"
  storage_account_id = module.storage_account.id
  tags               = local.tags
}
