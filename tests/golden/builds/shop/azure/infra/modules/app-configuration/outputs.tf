output "name" {
  description = "Name of the store."
  value       = azurerm_app_configuration.this.name
}

output "id" {
  description = "Resource ID of the store, where whoever deploys may write parameters."
  value       = azurerm_app_configuration.this.id
  depends_on  = [azurerm_role_assignment.deployer]
}

output "url" {
  description = "Address of the store, which applications find in AZURE_APP_CONFIGURATION_URL."
  value       = azurerm_app_configuration.this.endpoint
}
