output "name" {
  description = "Name of the container, as code reaches it."
  value       = azurerm_storage_container.this.name
}

output "id" {
  description = "Resource ID of the container, the scope of grants on its blobs."
  value       = "${var.storage_account_id}/blobServices/default/containers/${azurerm_storage_container.this.name}"
}
