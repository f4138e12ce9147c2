output "name" {
  description = "Name of the account."
  value       = azurerm_cosmosdb_account.this.name
}

output "id" {
  description = "Resource ID of the account."
  value       = azurerm_cosmosdb_account.this.id
}

output "url" {
  description = "Address of the account, which applications find in AZURE_COSMOS_URL."
  value       = azurerm_cosmosdb_account.this.endpoint
}

output "database" {
  description = "Name of the database."
  value       = azurerm_cosmosdb_sql_database.this.name
}

output "resource_group_name" {
  description = "Name of the account's resource group."
  value       = azurerm_cosmosdb_account.this.resource_group_name
}
