output "name" {
  description = "Name of the queue, as code reaches it."
  value       = azurerm_servicebus_queue.this.name
}

output "id" {
  description = "Resource ID of the queue, the scope of grants."
  value       = azurerm_servicebus_queue.this.id
}
