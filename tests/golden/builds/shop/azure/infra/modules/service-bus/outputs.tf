output "id" {
  description = "Resource ID of the namespace."
  value       = azurerm_servicebus_namespace.this.id
}

output "name" {
  description = "Name of the namespace."
  value       = azurerm_servicebus_namespace.this.name
}

output "host" {
  description = "Fully qualified name of the namespace, which applications find in AZURE_SERVICE_BUS_NAMESPACE."
  value       = "${azurerm_servicebus_namespace.this.name}.servicebus.windows.net"
}
