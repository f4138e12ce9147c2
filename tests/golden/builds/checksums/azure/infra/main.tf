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

# queue.ack, queue.nack, queue.receive, queue.send_batch: checksums.py:19, checksums.py:31, checksums.py:38, checksums.py:40
module "checksums" {
  source             = "./modules/storage-queue"
  name               = "checksums"
  storage_account_id = module.storage_account.id
  tags               = local.tags
}
