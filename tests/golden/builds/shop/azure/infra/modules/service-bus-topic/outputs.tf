output "name" {
  description = "Name of the topic, as code reaches it."
  value       = azurerm_servicebus_topic.this.name
}

output "id" {
  description = "Resource ID of the topic, the scope of grants."
  value       = azurerm_servicebus_topic.this.id
}
