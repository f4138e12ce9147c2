output "name" {
  description = "Name of the container, as code reaches it."
  value       = azurerm_cosmosdb_sql_container.this.name
}

output "id" {
  description = "Resource ID of the container."
  value       = azurerm_cosmosdb_sql_container.this.id
}

output "scope" {
  description = "What roles of the account are assigned at: the container, as Cosmos DB writes it."
  value       = "${var.account_id}/dbs/${var.database_name}/colls/${azurerm_cosmosdb_sql_container.this.name}"
}
