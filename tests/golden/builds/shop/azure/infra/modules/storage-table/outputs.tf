output "name" {
  description = "Name of the table, as code reaches it."
  value       = azurerm_resource_group_template_deployment.this.name
}

output "id" {
  description = "Resource ID of the table, the scope of grants on its documents."
  value       = "${var.storage_account_id}/tableServices/default/tables/${azurerm_resource_group_template_deployment.this.name}"
}
