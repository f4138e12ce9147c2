output "name" {
  description = "Name of the storage account."
  value       = azurerm_storage_account.this.name
}

output "id" {
  description = "Resource ID of the storage account."
  value       = azurerm_storage_account.this.id
}

output "url" {
  description = "Address of the account's blob service, which applications find in AZURE_STORAGE_ACCOUNT_URL."
  value       = azurerm_storage_account.this.primary_blob_endpoint
}

output "table_url" {
  description = "Address of the account's table service, which applications find in AZURE_STORAGE_TABLE_URL."
  value       = azurerm_storage_account.this.primary_table_endpoint
}

output "queue_url" {
  description = "Address of the account's queue service, which applications find in AZURE_STORAGE_QUEUE_URL."
  value       = azurerm_storage_account.this.primary_queue_endpoint
}
