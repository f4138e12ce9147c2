# What the code of photo-share uses in archive. Written by `infrar`: changes belong into the code or into infrar.yaml.

locals {
  tags = {
    environment  = "archive"
    "managed-by" = "infrar"
    project      = "photo-share"
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

# storage.move: photo_share/albums.py:58
module "photo_trash" {
  source             = "./modules/blob-container"
  name               = "photo-trash"
  storage_account_id = module.storage_account.id
  tags               = local.tags
}

# storage.exists, storage.iter_objects, storage.list_objects, storage.move, storage.presign, storage.read, storage.stat, storage.write: photo_share/albums.py:19, photo_share/albums.py:31, photo_share/albums.py:38, photo_share/albums.py:40 and 5 more
module "photos" {
  source             = "./modules/blob-container"
  name               = "photos"
  storage_account_id = module.storage_account.id
  tags               = local.tags
}
