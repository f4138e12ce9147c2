output "name" {
  description = "Name of the queue, as code reaches it."
  value       = azurerm_storage_queue.this["queue"].name
}

output "id" {
  description = "Resource ID of the queue, the scope of grants on its messages."
  value       = "${var.storage_account_id}/queueServices/default/queues/${azurerm_storage_queue.this["queue"].name}"
}

output "dead_letters_id" {
  description = "Resource ID of the queue of dead letters, where who receives may add messages."
  value       = "${var.storage_account_id}/queueServices/default/queues/${azurerm_storage_queue.this["dead"].name}"
}
