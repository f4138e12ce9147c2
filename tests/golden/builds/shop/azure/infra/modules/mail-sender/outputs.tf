output "name" {
  description = "Name of the sender."
  value       = var.name
}

output "address" {
  description = "The address that mail comes from."
  value       = "${local.username}@${var.domain}"

  depends_on = [azurerm_email_communication_service_domain_sender_username.this]
}

output "communication_service_id" {
  description = "Resource ID of the communication service, the scope of grants."
  value       = var.communication_service_id
}
