# What the code of mill uses in archive. Written by `infrar`: changes belong into the code or into infrar.yaml.

locals {
  tags = {
    environment  = "archive"
    "managed-by" = "infrar"
    project      = "mill"
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

# storage.write: main.py:17
module "flour" {
  source             = "./modules/blob-container"
  name               = "flour"
  storage_account_id = module.storage_account.id
  tags               = local.tags
}

# storage.exists, storage.write: worker/__init__.py:5, worker/__init__.py:11
module "mill_state" {
  source             = "./modules/blob-container"
  name               = "mill-state"
  storage_account_id = module.storage_account.id
  tags               = local.tags
}

# storage.delete, storage.list_objects, storage.read: main.py:16, main.py:17, main.py:18
module "inbox_bucket" {
  source             = "./modules/blob-container"
  name               = var.inbox_bucket
  storage_account_id = module.storage_account.id
  tags               = local.tags
}
