# What the code of shop uses in azure. Written by `infrar`: changes belong into the code or into infrar.yaml.

locals {
  tags = {
    environment  = "azure"
    "managed-by" = "infrar"
    project      = "shop"
  }
}

module "communication" {
  source              = "./modules/communication"
  name                = local.environment_name
  resource_group_name = azurerm_resource_group.this.name
  domain              = var.email_domain
  data_location       = var.email_data_location
  tags                = local.tags
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

module "app_configuration" {
  source                        = "./modules/app-configuration"
  name                          = local.app_configuration_name
  resource_group_name           = azurerm_resource_group.this.name
  location                      = azurerm_resource_group.this.location
  sku                           = var.app_configuration_sku
  public_network_access_enabled = var.app_configuration_public_network_access_enabled
  tags                          = local.tags
}

module "key_vault" {
  source                        = "./modules/key-vault"
  name                          = local.key_vault_name
  resource_group_name           = azurerm_resource_group.this.name
  location                      = azurerm_resource_group.this.location
  retention_days                = var.key_vault_retention_days
  public_network_access_enabled = var.key_vault_public_network_access_enabled
  tags                          = local.tags
}

module "service_bus" {
  source              = "./modules/service-bus"
  name                = join("-", [substr(local.environment_name, 0, 40), substr(sha256(join("/", compact([var.subscription_id, local.environment_name]))), 0, 8)])
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  tags                = local.tags
}

# email.send: shop.py:49
module "alerts" {
  source                   = "./modules/mail-sender"
  name                     = "alerts"
  communication_service_id = module.communication.id
  domain                   = module.communication.domain
  domain_id                = module.communication.domain_id
  address                  = "alerts@example.com"
}

# kv.increment: shop.py:37
module "counters" {
  source               = "./modules/storage-table"
  name                 = "counters"
  resource_group_name  = azurerm_resource_group.this.name
  storage_account_id   = module.storage_account.id
  storage_account_name = module.storage_account.name
  tags                 = local.tags
}

# topic.publish: shop.py:14
module "events" {
  source       = "./modules/service-bus-topic"
  name         = "events"
  namespace_id = module.service_bus.id
}

# storage.list_objects, storage.write: shop.py:15, shop.py:49
module "invoices" {
  source             = "./modules/blob-container"
  name               = "invoices"
  storage_account_id = module.storage_account.id
  tags               = local.tags
}

# params.get: shop.py:44
module "log_level" {
  source               = "./modules/app-configuration-key"
  name                 = "log-level"
  app_configuration_id = module.app_configuration.id
  value                = "info"
  tags                 = local.tags
}

# secrets.get: shop.py:43
module "mail_token" {
  source       = "./modules/key-vault-secret"
  name         = "mail-token"
  key_vault_id = module.key_vault.id
}

# kv.create, kv.get, kv.put: shop.py:10, shop.py:24, shop.py:29
module "orders" {
  source               = "./modules/storage-table"
  name                 = "orders"
  resource_group_name  = azurerm_resource_group.this.name
  storage_account_id   = module.storage_account.id
  storage_account_name = module.storage_account.name
  tags                 = local.tags
}

# cache.incr, cache.set: shop.py:16, shop.py:38
module "recent" {
  source                     = "./modules/redis"
  name                       = "recent"
  resource_group_name        = azurerm_resource_group.this.name
  location                   = azurerm_resource_group.this.location
  private_endpoint_subnet_id = var.private_endpoint_subnet_id
  private_dns_zone_id        = var.cache_private_dns_zone_id
  application_principals     = local.application_principals
  tags                       = local.tags
}

# sql.connect: shop.py:46
module "shop" {
  source                     = "./modules/flexible-server"
  name                       = "shop"
  resource_group_name        = azurerm_resource_group.this.name
  location                   = azurerm_resource_group.this.location
  private_endpoint_subnet_id = var.private_endpoint_subnet_id
  private_dns_zone_id        = var.database_private_dns_zone_id
  administrators             = var.database_administrators
  tags                       = local.tags
}

# queue.ack, queue.nack, queue.receive, queue.send: shop.py:13, shop.py:22, shop.py:26, shop.py:31 and 1 more
module "work" {
  source             = "./modules/storage-queue"
  name               = "work"
  storage_account_id = module.storage_account.id
  tags               = local.tags
}
