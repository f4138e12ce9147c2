output "name" {
  description = "Name of the cache."
  value       = azurerm_redis_cache.this.name
}

output "id" {
  description = "Resource ID of the cache."
  value       = azurerm_redis_cache.this.id
}

output "url" {
  description = "Address of the cache, with the object ID of the identity that logs in; it has no password."
  value = format(
    "rediss://%s@%s:%d/0",
    try(values(var.application_principals)[0], ""), azurerm_redis_cache.this.hostname, azurerm_redis_cache.this.ssl_port,
  )
}
