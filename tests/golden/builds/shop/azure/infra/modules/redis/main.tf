# One cache with an address in a private subnet, and none elsewhere. There are no access keys: only the application's identity
# logs in, over TLS.

terraform {
  required_version = ">= 1.6"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.20"
    }
  }
}

resource "azurerm_redis_cache" "this" {
  name                = var.name
  resource_group_name = var.resource_group_name
  location            = var.location
  tags                = var.tags

  sku_name      = var.sku
  family        = var.sku == "Premium" ? "P" : "C"
  capacity      = var.capacity
  redis_version = "6"

  minimum_tls_version                = "1.2"
  non_ssl_port_enabled               = false
  public_network_access_enabled      = false
  access_keys_authentication_enabled = false

  redis_configuration {
    active_directory_authentication_enabled = true

    # When memory runs out, what was used least recently goes, whether it was to live for ever or not.
    maxmemory_policy = "allkeys-lru"
  }
}

# What the operations do, and nothing else.
resource "azurerm_redis_cache_access_policy" "application" {
  name           = "application"
  redis_cache_id = azurerm_redis_cache.this.id
  permissions    = "+get +set +del +incrby +ping ~*"
}

resource "azurerm_redis_cache_access_policy_assignment" "application" {
  for_each = var.application_principals

  name               = each.key
  redis_cache_id     = azurerm_redis_cache.this.id
  access_policy_name = azurerm_redis_cache_access_policy.application.name
  object_id          = each.value
  object_id_alias    = each.key
}

resource "azurerm_private_endpoint" "this" {
  name                = "${var.name}-cache"
  resource_group_name = var.resource_group_name
  location            = var.location
  subnet_id           = var.private_endpoint_subnet_id
  tags                = var.tags

  private_service_connection {
    name                           = "cache"
    private_connection_resource_id = azurerm_redis_cache.this.id
    subresource_names              = ["redisCache"]
    is_manual_connection           = false
  }

  private_dns_zone_group {
    name                 = "cache"
    private_dns_zone_ids = [var.private_dns_zone_id]
  }
}
