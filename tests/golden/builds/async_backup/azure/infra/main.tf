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

# aio.storage.download, aio.storage.iter_objects, aio.storage.upload: async_backup.py:34, async_backup.py:45, async_backup.py:51
module "backups" {
  source             = "./modules/blob-container"
  name               = "backups"
  storage_account_id = module.storage_account.id
  tags               = local.tags
}
